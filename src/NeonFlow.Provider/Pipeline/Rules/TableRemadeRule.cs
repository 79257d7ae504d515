using System.Globalization;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>A captured table is the one that its binding was captured from.</summary>
internal sealed class TableRemadeRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.TableRemade;

    public CaptureAspects RestsOn => CaptureAspects.Tables;

    public string Remedy => "a raised `Backfill` of the table, with `Reset = true` where the old rows shall go";

    public LossAcceptance Acceptance => LossAcceptance.Always;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, facts, _) in situation.Tables)
        {
            if (bound is { Captured.Id: var then } && facts.Oid is { } now && now != then)
            {
                yield return this.Found(
                        bound.Path,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The table {bound.Name} is another one than was captured: its object id is {now}, and was {then}."
                        ),
                        ""
                    )
                    .Losing(bound.Lost)
                    .Missing(bound);
            }
        }
    }
}
