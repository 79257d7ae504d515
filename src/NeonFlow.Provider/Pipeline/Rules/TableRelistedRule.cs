using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>A captured table has been in the publication ever since the capture was published.</summary>
internal sealed class TableRelistedRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.TableRelisted;

    public CaptureAspects RestsOn => CaptureAspects.PublicationName | CaptureAspects.Publication | CaptureAspects.Tables;

    public string Remedy =>
        "a raised `Backfill` of the table; where it was taken out and put back in one transaction, `OnLoss = LossPolicy.Accept`";

    public LossAcceptance Acceptance => LossAcceptance.Always;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        var subject = situation.Subject;
        // Entries of another publication are others.
        if (situation.Facts?.Publication?.Oid != subject.Position?.Publication)
        {
            yield break;
        }

        foreach (var (bound, facts, seen) in situation.Tables)
        {
            if (
                bound is { Captured: { Id: var id, Listing: { } then } captured }
                && facts.Oid == id
                // Another filter or column list takes another entry, in one statement.
                && captured.Filter == seen.Filter
                && (captured.Columns ?? []).SequenceEqual(seen.ColumnList ?? [])
                && seen.Listing is { } now
                && now != then
                // From its own entry to its schema's it goes in one statement, or in two: nobody can tell.
                && now.Split('/')[0] == then.Split('/')[0]
                // That it was out is told already.
                && !subject.Losses.Any(l => l.Code != Code.Id && bound.Lost.Intersect(l.Bindings ?? []).Any())
            )
            {
                yield return this.Found(
                        bound.Path,
                        $"The table {bound.Name} was taken out of the publication {subject.Publication} and put back since the capture was "
                            + "published last. Where that was one transaction, nothing is missing, and OnLoss = LossPolicy.Accept goes on.",
                        ""
                    )
                    .Losing(bound.Lost)
                    .Missing(bound);
            }
        }
    }
}
