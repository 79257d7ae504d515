namespace NeonFlow.Testing.Engine;

/// <summary>What somebody is told.</summary>
/// <remarks>In pulumi/pulumi: Severity (sdk/go/common/diag/sink.go).</remarks>
public enum DiagnosticSeverity
{
    /// <summary>For whoever looks for a fault of the provider; shown with debug output only.</summary>
    Debug,

    /// <summary>Plain information, such as the plan of a resource.</summary>
    Info,

    /// <summary>Shown with the errors, fails nothing: such as what a program wrote to standard error.</summary>
    InfoError,

    /// <summary>Something to look at; the operation goes on.</summary>
    Warning,

    /// <summary>The operation fails.</summary>
    Error,
}
