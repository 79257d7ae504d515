using NeonFlow.Postgres;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>The slot's name is one that connector and server understand alike.</summary>
internal sealed class SlotNameRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (Identifier.SlotFault(situation.Subject.Slot) is { } fault)
        {
            yield return new Diagnostic(PreflightDiagnostics.SlotName, situation.Subject.SlotPath, $"The slot name {fault}. {PreflightDiagnostics.SlotName.Consequence}")
            {
                Fix = "Use lower-case letters, digits and _ only, at most 63.",
            };
        }
    }
}
