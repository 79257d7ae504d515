using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>Every column is in the documents.</summary>
internal sealed class StoredColumnRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.StoredColumn;

    public CaptureAspects RestsOn => CaptureAspects.Tables;

    public string Remedy => "`ALTER TABLE … ALTER COLUMN … DROP EXPRESSION`: an ordinary column";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, _, seen) in situation.Tables)
        {
            if (seen.Generated.Where(static c => !c.IsVirtual).ToList() is { Count: > 0 } found)
            {
                yield return this.Found(
                        bound.Path,
                        $"{bound.Name} has {(found.Count == 1 ? "the stored generated column" : "the stored generated columns")} "
                            + $"{string.Join(", ", found.Select(static c => c.Name))}.",
                        string.Join(
                            "\n",
                            found.Select(c => $"ALTER TABLE {bound.Name.Sql} ALTER COLUMN {Identifier.Quote(c.Name)} DROP EXPRESSION;")
                        ) + "   -- an ordinary column, which the application fills from then on"
                    )
                    .AsWarning();
            }
        }
    }
}
