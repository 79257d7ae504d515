using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The slot's name is one that connector and server understand alike.</summary>
internal sealed class SlotNameRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.SlotName;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (Identifier.SlotFault(situation.Subject.Slot) is { } fault)
        {
            yield return this.Found(
                situation.Subject.SlotPath,
                $"The slot name {fault}.",
                Say.Input("SlotName", Say.Plain(situation.Subject.Slot))
            );
        }
    }
}
