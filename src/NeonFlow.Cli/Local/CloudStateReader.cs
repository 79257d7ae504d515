using System.Collections.Concurrent;
using System.Text.Json;
using NeonFlow.Testing;
using NeonFlow.Testing.Estuary;
using NeonFlow.Testing.Neon;
using Npgsql;
using static NeonFlow.Cli.Local.CloudState;

namespace NeonFlow.Cli.Local;

/// <summary>Looks at a local cloud past its surfaces, so that looking makes no calls and wakes no compute.</summary>
internal sealed class CloudStateReader(LocalCloud cloud, string database, CloudFaults faults)
{
    public const string Running = "running";
    private const int RowsShown = 40;
    private const int CallsShown = 40;

    private const string Look = """
        SELECT json_build_object(
          'roles', coalesce((SELECT json_agg(json_build_object('name', rolname, 'login', rolcanlogin, 'replication', rolreplication)
            ORDER BY rolname) FROM pg_roles WHERE rolname !~ '^pg_' AND rolname NOT IN ('cloud_admin', 'neon_superuser')), '[]'),
          'publications', coalesce((SELECT json_agg(json_build_object('name', pubname, 'tables', array(
            SELECT schemaname || '.' || tablename FROM pg_publication_tables t WHERE t.pubname = p.pubname ORDER BY 1))
            ORDER BY pubname) FROM pg_publication p), '[]'),
          'slots', coalesce((SELECT json_agg(json_build_object('name', slot_name, 'active', active, 'walStatus', wal_status,
            'lagBytes', pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::bigint)
            ORDER BY slot_name) FROM pg_replication_slots WHERE database = current_database()), '[]'))::text
        """;

    private readonly ConcurrentDictionary<string, (DateTimeOffset Last, int Rows)> _counted = new(StringComparer.Ordinal);

    public async Task<CloudState> ReadAsync(CancellationToken stop)
    {
        var (project, estuary) = (cloud.Neon.Projects.Single(), cloud.Estuary);
        var (compute, found) = await LookAsync(project, stop).ConfigureAwait(false);
        var rows = estuary.LiveNames("collection").ToDictionary(static name => name, Last);
        return new()
        {
            Project = new(project.Id, project.LogicalReplication, project.AllowedIps, project.BranchId, project.BranchName, compute),
            Database = found,
            Captures = [.. estuary.LiveNames("capture").Select(Capture).OfType<CaptureState>()],
            Collections = [.. rows.Select(c => new CollectionState(c.Key, Count(c.Key, c.Value.FirstOrDefault()?.At ?? default)))],
            Rows = [.. rows.Values.SelectMany(static r => r).OrderByDescending(static r => r.At)],
            NeonCalls = Newest(cloud.Neon.Calls, static c => new(c.Method, c.Path, c.Status)),
            EstuaryCalls = Newest(estuary.Calls, static c => new(c.Method, $"{c.Path} {c.Operation}".TrimEnd(), c.Status)),
            Faults = [.. faults.All.Select(static f => new FaultState(f.Name, f.Title))],
        };
    }

    private async Task<(string Compute, DatabaseState Found)> LookAsync(NeonProject project, CancellationToken stop)
    {
        var nothing = new DatabaseState([], [], []);
        if (project.Branch.Restarting)
        {
            return ("restarting", nothing);
        }

        if (!project.Server.IsRunning)
        {
            return ("suspended", nothing);
        }

        try
        {
            var json = await project.Server.ScalarAsync<string>(Look, database, stop).ConfigureAwait(false);
            return (Running, JsonSerializer.Deserialize<DatabaseState>(json!, CloudState.Json)!);
        }
        catch (NpgsqlException)
        {
            // It stopped meanwhile.
            return ("restarting", nothing);
        }
    }

    private CaptureState? Capture(string name)
    {
        var estuary = cloud.Estuary;
        var status = estuary.Capture(name);
        lock (estuary.Plane.Gate)
        {
            if (estuary.Plane.LiveOf(name) is not { } live)
            {
                return null;
            }

            var config = live.Model!["endpoint"]?["connector"]?["config"];
            return new(
                name,
                $"{status?.State ?? ShardState.Pending}",
                live.DataPlane.Name,
                config?["user"].String() ?? "",
                config?["advanced"]?["publicationName"].String() ?? "flow_publication",
                config?["advanced"]?["slotName"].String() ?? "flow_slot"
            )
            {
                Failure = status?.Failure,
                Starts = status?.Starts ?? 0,
                BackfillDone = status?.BackfillDone ?? false,
                Collections = [.. live.Uses],
            };
        }
    }

    private List<RowState> Last(string collection)
    {
        var rows = new List<RowState>();
        foreach (var document in cloud.Estuary.DataPlane.Collections.Last(collection, RowsShown).Reverse())
        {
            var (at, operation) = (CollectionStore.CommittedAt(document), document["_meta"]?["op"].String() ?? "");
            document.Remove("_meta");
            rows.Add(new(collection, at, operation, document));
        }

        return rows;
    }

    // Reducing a collection is work: only when something new arrived.
    private int Count(string collection, DateTimeOffset last)
    {
        if (!_counted.TryGetValue(collection, out var known) || known.Last != last)
        {
            _counted[collection] = known = (last, cloud.Estuary.Rows(collection).Count);
        }

        return known.Rows;
    }

    private static List<CallState> Newest<T>(IReadOnlyList<T> calls, Func<T, CallState> shown) =>
        [.. calls.TakeLast(CallsShown).Reverse().Select(shown)];
}
