using System.Collections.Concurrent;
using NeonFlow.Neon;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

public sealed partial class UpstreamClients
{
    private static readonly TimeSpan LocalPause = TimeSpan.FromMilliseconds(30);

    private readonly ProjectLocks _projectLocks = new();
    private readonly ConcurrentDictionary<(NeonProjectId, NeonBranchId, NeonBranchId), bool> _movedDefaults = new();
    private readonly Lock _neonGate = new();
    private NeonClient? _neon;
    private NeonAddresses? _neonAddresses;

    /// <summary>The Neon API. Throws <see cref="CoreDiagnostics.MissingSetting"/> where there is no key.</summary>
    public NeonClient Neon
    {
        get
        {
            lock (_neonGate)
            {
                return _neon ??= NewNeon();
            }
        }
    }

    /// <summary>Where Neon addresses lead; without a key every look-up fails.</summary>
    internal NeonAddresses NeonAddresses
    {
        get
        {
            lock (_neonGate)
            {
                return _neonAddresses ??= new(() => Neon, Clock);
            }
        }
    }

    /// <summary>Waits until no other resource of this process changes the project; see <see cref="ProjectLocks"/>.</summary>
    public Task<IDisposable> LockProjectAsync(string projectId, CancellationToken stop) => _projectLocks.LockAsync(projectId, stop);

    /// <summary>Turns of changes to a branch and SQL on it.</summary>
    internal BranchTurns Branches { get; } = new();

    /// <summary>
    /// Says once for each branch that it is not the default one any more, where a resource that the program binds to no branch is on it.
    /// Says nothing where that cannot be asked.
    /// </summary>
    internal async Task SayIfDefaultMovedAsync(NeonProjectId project, NeonBranchId branch, OperationContext context)
    {
        try
        {
            var now = await NeonAddresses.DefaultBranchAsync(project, "", context.Stop);
            if (now != branch && _movedDefaults.TryAdd((project, branch, now), true))
            {
                context.Info(
                    $"The default branch of project {project} is {now} now; this stays on {branch}. BranchId = \"{now}\" moves it."
                );
            }
        }
        catch (DiagnosticException)
        {
            // No credentials or no network: the resource itself says so.
        }
    }

    /// <inheritdoc cref="SayIfDefaultMovedAsync(NeonProjectId, NeonBranchId, OperationContext)"/>
    internal Task SayIfDefaultMovedAsync(Connection? connection, string? branch, OperationContext context) =>
        connection is { ProjectId: { } project, BranchId: null } && branch is not null
            ? SayIfDefaultMovedAsync(project, NeonBranchId.Parse(branch, null), context)
            : Task.CompletedTask;

    /// <summary>
    /// Finds out for a preview on which branch a host is, where the program names its database by host and its Neon objects by project.
    /// </summary>
    /// <returns>Whether it was found; false where it was known before, or cannot be found out.</returns>
    internal async Task<bool> FindServerAsync(string place, OperationContext context)
    {
        if (context.Program.ProjectsOf(place).Count > 0)
        {
            return false;
        }
        foreach (var server in context.Program.NeonServers())
        {
            if (NeonId.ReadServer(server) is not (var project, var named))
            {
                continue;
            }
            try
            {
                var there = await NeonAddresses.HostsAsync(project, named, context.Stop);
                if (there.Hosts.Any(h => place.StartsWith($"{h}:", StringComparison.OrdinalIgnoreCase)))
                {
                    context.Program.SameServer(NeonId.PlaceOf(project, there.Branch), place);
                    context.Program.SameServer(server, place);
                    return true;
                }
            }
            catch (Exception e) when (e is NeonException or DiagnosticException)
            {
                context.NotChecked($"whether {place} is on the Neon project {project}", UpstreamFailures.First(e)!);
            }
        }
        return false;
    }

    /// <summary>The Neon branch behind an address; null where none was looked up there.</summary>
    internal string? BranchAt(PostgresAddress address) => NeonAddresses.BranchAt(address.Host, address.Port)?.Branch.Value;

    private NeonClient NewNeon()
    {
        if (Settings.NeonApiKey is not { Reveal.Length: > 0 } key)
        {
            throw new DiagnosticException(
                new Diagnostic(
                    CoreDiagnostics.MissingSetting,
                    "",
                    "The Neon API key is missing, and nothing of a Neon project can be reached without it."
                )
                {
                    Kind = FailureKind.Refused,
                    Fix =
                        "pulumi config set --secret neonflow:neonApiKey <key>   # or export NEON_API_KEY=<key>; keys are made at "
                        + "https://console.neon.tech/app/settings/api-keys",
                }
            );
        }
        var address = Address(Settings.NeonApiUrl, NeonOptions.DefaultAddress, PropertyPath.Of(nameof(Settings.NeonApiUrl)));
        var defaults = new NeonOptions { ApiKey = key.Reveal };
        return new NeonClient(
            new NeonOptions
            {
                Address = address,
                ApiKey = key.Reveal,
                FirstPause = Pause(address, defaults.FirstPause, LocalPause),
                LongestPause = Pause(address, defaults.LongestPause, LocalPause * 10),
                PollPause = Pause(address, defaults.PollPause, LocalPause),
                Progress = OperationProgress.Instance,
                IsChange = static () => OperationProgress.Instance.IsChange,
                Clock = Clock,
            }
        );
    }
}
