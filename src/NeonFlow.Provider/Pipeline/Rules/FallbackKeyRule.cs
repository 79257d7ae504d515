using NeonFlow.Estuary;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>A table that is backfilled has a key to go by.</summary>
internal sealed class FallbackKeyRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.FallbackKey;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, facts, seen) in situation.Tables)
        {
            // A table without any identity has a rule of its own, with the same fix.
            if (
                facts is not { Exists: true, Unpublishable: null }
                || situation.IsKeyless(facts)
                || seen.HasKey
                || bound.Mode is SourcePostgres.OnlyChanges or SourcePostgres.WithoutKey
            )
            {
                continue;
            }

            var index =
                seen.StandInKey is null ? ""
                : seen.StandInPredicate is null ? $" Its unique index {seen.StandInKey} is no primary key."
                : $" Its unique index {seen.StandInKey} is partial ({seen.StandInPredicate}); the connector's own discovery takes it for "
                    + "a key all the same, and rows outside of it would overwrite each other.";
            yield return this.Found(
                bound.Path,
                $"The table {bound.Name} has no primary key, and the backfill mode "
                    + $"{(bound.Mode.Length == 0 ? "is the automatic one" : $"is {bound.Mode}")}.{index}",
                $"{RepairSql.KeylessSql(facts)}\n-- or in the program: Modes = {{ [\"{bound.Name}\"] = \"{SourcePostgres.WithoutKey}\" }}"
            );
        }
    }
}
