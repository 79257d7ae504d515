using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The slot's name is one that connector and server understand alike.</summary>
internal sealed class SlotNameRule : ICaptureRule
{
    public DiagnosticCode Code => PostgresDiagnostics.SlotName;

    public CaptureAspects RestsOn => CaptureAspects.SlotName;

    public string Remedy => "a `SlotName` of lower-case letters, digits and `_`, at most 63";

    /// <summary>What is wrong with a name; null where connector and server understand it alike.</summary>
    public static Diagnostic? Fault(string name, string path) =>
        Identifier.SlotFault(name) is { } fault
            ? new Diagnostic(PostgresDiagnostics.SlotName, path, $"The slot name {fault}. {PostgresDiagnostics.SlotName.Consequence}")
            {
                Fix = Say.Input(Say.InputOf(path), Identifier.PlainLowerCase(name)),
            }
            : null;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Subject.Slot is { Length: > 0 } slot && Fault(slot, situation.Subject.SlotPath) is { } fault)
        {
            yield return fault;
        }
    }
}
