using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>No column has a value only when it is read.</summary>
internal sealed class VirtualColumnRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.VirtualColumn;

    public CaptureAspects RestsOn => CaptureAspects.Tables;

    public string Remedy => "an ordinary column in its place";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, _, seen) in situation.Tables)
        {
            if (seen.Generated.Where(static c => c.IsVirtual).ToList() is { Count: > 0 } found)
            {
                yield return this.Found(
                        bound.Path,
                        $"{bound.Name} has {(found.Count == 1 ? "the virtual generated column" : "the virtual generated columns")} "
                            + $"{string.Join(", ", found.Select(static c => c.Name))}.",
                        string.Join(
                            "\n",
                            found.Select(c =>
                                $"ALTER TABLE {bound.Name.Sql} DROP COLUMN {Identifier.Quote(c.Name)}, ADD COLUMN "
                                + $"{Identifier.Quote(c.Name)} {c.Type};\nUPDATE {bound.Name.Sql} SET {Identifier.Quote(c.Name)} = "
                                + $"{c.Expression};"
                            )
                        ) + "   -- an ordinary column, which the application fills from then on"
                    )
                    .AsWarning();
            }
        }
    }
}
