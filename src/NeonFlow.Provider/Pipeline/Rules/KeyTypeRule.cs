using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The connector can encode the columns of every key.</summary>
internal sealed class KeyTypeRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.KeyType;

    public CaptureAspects RestsOn => CaptureAspects.Tables;

    public string Remedy => "`ALTER TABLE … ALTER COLUMN … TYPE text USING …`, other columns, or the mode `Without Primary Key`";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, _, seen) in situation.Tables)
        {
            if (!bound.HasColumnKey || bound.Mode == SourcePostgres.WithoutKey)
            {
                continue;
            }

            var columns = seen.Key.Where(static c => c.IsArray || !SourcePostgresKeys.Encodes(c.BaseType)).ToList();
            if (columns.Count > 0)
            {
                var types = TextList.And([.. columns.Select(static c => $"{c.Name} of type {c.Type}")]);
                var changes = columns
                    .Select(static c => Identifier.Quote(c.Name))
                    .Select(static c => $"ALTER COLUMN {c} TYPE text USING {c}::text");
                yield return new Finding(
                    this.Found(
                        bound.Path,
                        $"The primary key of {bound.Name} has {types}.",
                        $"ALTER TABLE {bound.Name.Sql} {string.Join(", ", changes)};\n"
                            + "-- or another primary key; or in the program, with a document for every event: "
                            + Say.Mode(bound.Name, SourcePostgres.WithoutKey)
                    ),
                    Weight.Failure
                ).Missing(bound);
            }
        }
    }
}
