using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>No column has the name that the connector gives to what it says of each change.</summary>
internal sealed class MetaColumnRule : ICaptureRule
{
    private const string Reserved = "_meta";

    public DiagnosticCode Code => PreflightDiagnostics.MetaColumn;

    public CaptureAspects RestsOn => CaptureAspects.Tables;

    public string Remedy => "`ALTER TABLE … RENAME COLUMN \"_meta\" TO …`";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, facts, _) in situation.Tables.Where(static t => t.Facts.Columns.Contains(Reserved)))
        {
            var free = Enumerable
                .Range(1, facts.Columns.Count + 1)
                .Select(static n => n == 1 ? "meta" : $"meta_{n}")
                .First(n => !facts.Columns.Contains(n));
            yield return new Finding(
                this.Found(
                    bound.Path,
                    $"{bound.Name} has a column {Reserved}.",
                    $"ALTER TABLE {bound.Name.Sql} RENAME COLUMN {Identifier.Quote(Reserved)} TO {Identifier.Quote(free)};"
                ),
                Weight.Failure
            ).Missing(bound);
        }
    }
}
