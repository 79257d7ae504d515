using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The slot of a running capture has its WAL.</summary>
internal sealed class SlotLostRule : ICaptureRule
{
    public DiagnosticCode Code => PostgresDiagnostics.SlotLost;

    public CaptureAspects RestsOn => CaptureAspects.SlotName | CaptureAspects.Slot;

    public string Remedy => "a raised `Backfill`: the capture then makes a new slot by itself";

    public bool IsHealedByBackfill => true;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation is { Subject: { Exists: true, StartsAnew: false } subject, Facts.Slot: { } slot } && SlotFaults.IsLost(slot))
        {
            yield return this.Found(
                    subject.SlotPath,
                    $"{SlotFaults.Lost(slot)}.",
                    $"{subject.Backfill()}   // everything is captured again, and the capture makes a new slot by itself"
                )
                .Losing(subject.GoingOn);
        }
    }
}
