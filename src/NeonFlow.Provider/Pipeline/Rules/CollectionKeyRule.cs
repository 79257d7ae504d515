using NeonFlow.Estuary;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>A collection that exists has the key of its table.</summary>
internal sealed class CollectionKeyRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.CollectionKey;

    public CaptureAspects RestsOn => CaptureAspects.Tables;

    public string Remedy => "a raised `Backfill` for the table, with `Reset = true`; or the former primary key";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, facts, seen) in situation.Tables)
        {
            // Under the fallback key every event is a document of its own, so nothing is overwritten.
            if (!facts.Exists || bound.CollectionKey is not { } key || key.SequenceEqual(SourcePostgres.FallbackKey))
            {
                continue;
            }

            var columns = seen.KeyColumns;
            // A table without key has rules of its own, unless its mode needs none.
            var isKeyless = columns.Count == 0 && bound.Mode is SourcePostgres.OnlyChanges or SourcePostgres.WithoutKey;
            if ((columns.Count == 0 && !isKeyless) || key.Order().SequenceEqual(columns.Select(SourcePostgres.Pointer).Order()))
            {
                continue;
            }

            var now = columns.Count == 0 ? "no primary key" : $"the primary key ({string.Join(", ", columns)})";
            yield return this.Found(
                bound.Path,
                $"The collection {bound.Collection} has the key ({string.Join(", ", key)}), and the table {bound.Name} has {now}.",
                situation.Subject.Reset(bound)
            );
        }
    }
}
