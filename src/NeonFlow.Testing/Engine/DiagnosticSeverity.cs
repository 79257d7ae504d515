namespace NeonFlow.Testing.Engine;

/// <summary>What somebody is told.</summary>
/// <remarks>In pulumi/pulumi: Severity (sdk/go/common/diag/sink.go).</remarks>
public enum DiagnosticSeverity
{
    Debug,
    Info,
    InfoError,
    Warning,
    Error,
}
