using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline;

/// <summary>One thing that breaks a capture; pure.</summary>
internal interface ICaptureRule
{
    /// <summary>The only code of its findings.</summary>
    DiagnosticCode Code { get; }

    /// <summary>What is wrong in this situation; nothing where it cannot be known.</summary>
    IEnumerable<Finding> Judge(CaptureSituation situation);
}
