namespace NeonFlow.Testing.Engine;

/// <summary>What somebody is told.</summary>
public enum DiagnosticSeverity
{
    Debug,
    Info,
    InfoError,
    Warning,
    Error,
}
