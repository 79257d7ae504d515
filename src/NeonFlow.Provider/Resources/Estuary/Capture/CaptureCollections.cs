using System.Text.Json.Nodes;
using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Pipeline.Rules;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using SessionOptions = NeonFlow.Postgres.SessionOptions;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>Collections of tables, as the connector's own discovery makes them.</summary>
internal sealed class CaptureCollections(UpstreamClients upstreams)
{
    /// <summary>A collection for each table; fails with all tables for which there can be none.</summary>
    public async Task<IReadOnlyList<(TableName Table, JsonObject Collection)>> DiscoverAsync(
        Capture desired,
        IReadOnlyList<TableName> tables,
        OperationContext context
    )
    {
        if (tables.Count == 0)
        {
            return [];
        }

        var (found, database) = await ReadAsync(desired, tables, context).ConfigureAwait(false);
        var paths = CapturePlan.PathsOf(desired);
        var result = new List<(TableName, JsonObject)>();
        var failures = new List<Diagnostic>();
        foreach (var table in tables)
        {
            var path = paths.GetValueOrDefault(table) ?? nameof(Capture.Tables);
            var mode = CapturePlan.Mode(desired, table);
            if (!found.TryGetValue(table, out var source))
            {
                failures.Add(
                    new(PreflightDiagnostics.TableMissing, path, $"The table {table} does not exist in {database}, or is not a table.")
                    {
                        Kind = FailureKind.NotFound,
                    }
                );
                continue;
            }

            // Without a backfill the fallback key will do as well.
            var isKeyless = mode == SourcePostgres.WithoutKey || (mode == SourcePostgres.OnlyChanges && source.Key.Count == 0);
            if (source.Key.Count == 0 && !isKeyless)
            {
                failures.Add(
                    FallbackKeyRule.Missing(
                        table,
                        path,
                        mode,
                        RepairSql.KeySql(table, null, RepairSql.FreeColumn([.. source.Columns.Select(static c => c.Name)]))
                    )
                );
                continue;
            }

            result.Add((table, SourcePostgres.Collection(isKeyless ? source with { Key = [] } : source, desired.HistoryMode == true)));
        }

        return failures.Count == 0 ? result : throw new DiagnosticException(failures);
    }

    private async Task<(IReadOnlyDictionary<TableName, SourceTable> Found, string Database)> ReadAsync(
        Capture desired,
        IReadOnlyList<TableName> tables,
        OperationContext context
    )
    {
        var address = await upstreams
            .ResolveAsync(CaptureInspection.ConnectionOf(desired), PropertyPath.Of(nameof(Capture.Connection)), context.Stop)
            .ConfigureAwait(false);
        try
        {
            var found = await upstreams
                .Sessions.ReadAsync(
                    address,
                    new SessionOptions { ApplicationName = "neonflow capture" },
                    (session, stop) => SourceTables.ReadAsync(session, tables, stop),
                    context.Stop
                )
                .ConfigureAwait(false);
            return (found, address.Database);
        }
        catch (DatabaseException e) when (UpstreamFailures.Read(e) is { } read)
        {
            throw new DiagnosticException(read with { Path = PropertyPath.Of(nameof(Capture.Connection)) }, e);
        }
    }
}
