using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>Where Estuary discovers tables by itself, the connector's discovery finds every bound one.</summary>
internal sealed class UndiscoveredRule : ICaptureRule
{
    // A materialization writes such a column; to capture its table back would make a loop.
    private const string Materialized = "flow_published_at";

    public DiagnosticCode Code => PreflightDiagnostics.Undiscovered;

    public CaptureAspects RestsOn => CaptureAspects.Tables;

    public string Remedy => "`ALTER TABLE … RENAME COLUMN \"flow_published_at\" TO …`, or no `AutoDiscover`";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (!situation.Subject.Discovers)
        {
            yield break;
        }

        foreach (var (bound, facts, _) in situation.Tables.Where(static t => t.Facts.Columns.Contains(Materialized)))
        {
            var free = Enumerable
                .Range(1, facts.Columns.Count + 1)
                .Select(static n => n == 1 ? "published_at" : $"published_at_{n}")
                .First(n => !facts.Columns.Contains(n));
            yield return this.Found(
                bound.Path,
                $"{bound.Name} has a column {Materialized}, and the connector's discovery leaves such a table out.",
                $"ALTER TABLE {bound.Name.Sql} RENAME COLUMN {Identifier.Quote(Materialized)} TO {Identifier.Quote(free)};   -- or take "
                    + "AutoDiscover out of the program"
            );
        }
    }
}
