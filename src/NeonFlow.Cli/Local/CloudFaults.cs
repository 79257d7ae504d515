using NeonFlow.Testing;
using NeonFlow.Testing.Estuary;
using NeonFlow.Testing.Neon;
using NeonFlow.Testing.Postgres;
using Npgsql;

namespace NeonFlow.Cli.Local;

/// <summary>The faults of a local cloud that its page has buttons for.</summary>
internal sealed class CloudFaults
{
    private const int Times = 3;
    private const int Attempts = 20;

    private readonly LocalCloud _cloud;
    private readonly string _database;

    public CloudFaults(LocalCloud cloud, string database)
    {
        (_cloud, _database) = (cloud, database);
        All =
        [
            new("restart-compute", "Restart the compute", RestartComputeAsync),
            new("suspend-compute", "Suspend the compute", SuspendComputeAsync),
            new("refuse-connections", $"Refuse {Times} connections", RefuseConnectionsAsync),
            new("drop-slots", "Drop the replication slots", DropSlotsAsync),
            new("disable-captures", "Disable the captures", DisableCapturesAsync),
            new("fail-neon-calls", $"Fail {Times} calls of Neon", FailNeonCallsAsync),
            new("fail-publication", "Fail a publication of Estuary", FailPublicationAsync),
            new("forget-faults", "Forget faults to come", ForgetAsync),
        ];
    }

    public IReadOnlyList<CloudFault> All { get; }

    private NeonProject Project => _cloud.Neon.Projects.Single();

    private async Task<string> RestartComputeAsync()
    {
        await Project.Branch.RestartAsync(null).ConfigureAwait(false);
        return $"The compute of branch {Project.BranchName} was restarted; all its sessions ended.";
    }

    private async Task<string> SuspendComputeAsync()
    {
        await Project.SuspendComputeAsync().ConfigureAwait(false);
        return $"The compute of branch {Project.BranchName} was suspended; the next connection, a capture's too, wakes it.";
    }

    private Task<string> RefuseConnectionsAsync()
    {
        Project.RefuseConnections(Times);
        return Task.FromResult($"The next {Times} connections to branch {Project.BranchName} are refused in the words of Neon's proxy.");
    }

    private async Task<string> DropSlotsAsync()
    {
        var server = Project.Server;
        var names =
            await server
                .ScalarAsync<string[]>(
                    "SELECT array_agg(slot_name::text ORDER BY slot_name) FROM pg_replication_slots WHERE database = current_database()",
                    _database
                )
                .ConfigureAwait(false)
            ?? [];
        foreach (var name in names)
        {
            await DropSlotAsync(server, name).ConfigureAwait(false);
        }

        return names.Length == 0 ? $"Database {_database} has no replication slot." : $"Dropped: {string.Join(", ", names)}.";
    }

    // The connector may be back in its slot between the end of its session and the drop.
    private async Task DropSlotAsync(PostgresServer server, string name)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await server
                    .ExecuteAsync(
                        "SELECT pg_terminate_backend(active_pid, 5000), pg_drop_replication_slot(slot_name) FROM pg_replication_slots "
                            + $"WHERE slot_name = {PostgresServer.Literal(name)}",
                        _database
                    )
                    .ConfigureAwait(false);
                return;
            }
            catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.ObjectInUse && attempt < Attempts) { }
        }
    }

    private async Task<string> DisableCapturesAsync()
    {
        var estuary = _cloud.Estuary;
        var names = estuary.LiveNames("capture").Where(n => estuary.Capture(n) is not { State: ShardState.Stopped }).ToList();
        foreach (var name in names)
        {
            await estuary.AutoDisableAsync(name).ConfigureAwait(false);
        }

        return names.Count == 0
            ? "No capture runs."
            : $"Disabled, as Estuary's controller does with failing ones: {string.Join(", ", names)}.";
    }

    private Task<string> FailNeonCallsAsync()
    {
        _cloud.Neon.Next(503, times: Times);
        return Task.FromResult($"The next {Times} calls of the Neon API are answered with 503 and do nothing.");
    }

    private Task<string> FailPublicationAsync()
    {
        _cloud.Estuary.Faults.NextPublication("publishFailed");
        return Task.FromResult("The next publication of Estuary ends as publishFailed and commits nothing.");
    }

    private Task<string> ForgetAsync()
    {
        _cloud.Neon.ClearFaults();
        _cloud.Estuary.Faults.Clear();
        return Task.FromResult("Calls of Neon and publications of Estuary that were to fail do not; refused connections stay refused.");
    }
}
