using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>A table that is backfilled has a key to go by.</summary>
internal sealed class FallbackKeyRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.FallbackKey;

    public CaptureAspects RestsOn => CaptureAspects.Tables;

    public string Remedy => "`ALTER TABLE … ADD PRIMARY KEY …`, or the mode `Without Primary Key`";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, facts, seen) in situation.Tables)
        {
            if (
                facts is not { Exists: true, Unpublishable: null }
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
            var sql = RepairSql.KeySql(facts);
            // A table without any identity has a rule of its own besides, and one primary key is enough for both.
            var isSaid = situation.IsKeyless(facts);
            yield return Missing(
                bound.Name,
                bound.Path,
                bound.Mode,
                sql is not null && isSaid ? Say.AsComment($"with the primary key of {PostgresDiagnostics.Keyless.Id}: {sql}") : sql,
                index
            );
        }
    }

    /// <summary>Says that a table has no key to backfill by.</summary>
    /// <param name="table">Table.</param>
    /// <param name="path">Property path of the table.</param>
    /// <param name="mode">Backfill mode; empty: the automatic one.</param>
    /// <param name="sql">What gives it a key; null where no statement can be told.</param>
    /// <param name="index">A sentence on an index that is no key, with a leading space.</param>
    public static Diagnostic Missing(TableName table, string path, string mode, string? sql, string index = "") =>
        new(
            PreflightDiagnostics.FallbackKey,
            path,
            $"The table {table} has no primary key, and the backfill mode "
                + $"{(mode.Length == 0 ? "is the automatic one" : $"is {mode}")}.{index} {PreflightDiagnostics.FallbackKey.Consequence}"
        )
        {
            Fix = sql is null
                ? $"{Say.Mode(table, SourcePostgres.WithoutKey)}   // or a primary key, with the partition key in it"
                : $"{sql}\n-- or in the program: {Say.Mode(table, SourcePostgres.WithoutKey)}",
        };
}
