namespace NeonFlow.Testing.Neon;

// The compute: running, asleep, refusing, and with other data after a restore.
internal sealed partial class NeonBranch
{
    private readonly SemaphoreSlim _waking = new(1, 1);
    private readonly Queue<string> _refusals = new();
    private volatile TaskCompletionSource _ready = Completed();
    private volatile bool _asleep;

    internal bool Restarting => !_ready.Task.IsCompleted;

    /// <summary>An archived branch comes back with the next connection.</summary>
    internal bool Archived { get; private set; }

    /// <summary>Completes when the compute is not being restarted.</summary>
    internal Task WhenReady => _ready.Task;

    /// <summary>Completes when the compute runs, which it starts where it sleeps.</summary>
    internal async Task WakeAsync()
    {
        await _waking.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_asleep)
            {
                await RestartAsync(null).ConfigureAwait(false);
            }
        }
        finally
        {
            _waking.Release();
        }
        await WhenReady.ConfigureAwait(false);
    }

    internal async Task SuspendAsync(bool archive)
    {
        await WhenReady.ConfigureAwait(false);
        _asleep = true;
        Archived = archive;
        await Server.StopAsync().ConfigureAwait(false);
    }

    internal Task RestartAsync(IReadOnlyDictionary<string, string>? settings) => WhileAwayAsync(() => Server.RestartAsync(settings));

    /// <summary>Takes the data, roles and passwords of another branch as they are now; its replication slots stay where they are.</summary>
    internal Task RestoreAsync(NeonBranch source) =>
        WhileAwayAsync(async () =>
        {
            var (before, now) = (Server, await source.Server.CopyAsync().ConfigureAwait(false));
            Server = now;
            await TakeRecordsAsync(source).ConfigureAwait(false);
            await before.DisposeAsync().ConfigureAwait(false);
        });

    /// <summary>
    /// The records of a branch that this one is a copy of. A child of a protected branch has passwords of its own, the others have their
    /// parent's.
    /// </summary>
    internal async Task TakeRecordsAsync(NeonBranch source)
    {
        _roles.Clear();
        _databases.Clear();
        foreach (var role in source._roles.Values)
        {
            _roles[role.Name] = role;
            if (source.Protected && role is { Applied: true, Password: not null })
            {
                await SetPasswordAsync(role.Name, NeonProject.NewPassword()).ConfigureAwait(false);
            }
        }
    }

    internal void RefuseNext(int times, string words)
    {
        lock (_refusals)
        {
            for (var i = 0; i < times; i++)
            {
                _refusals.Enqueue(words);
            }
        }
    }

    internal string? TakeRefusal()
    {
        lock (_refusals)
        {
            return _refusals.TryDequeue(out var words) ? words : null;
        }
    }

    private async Task WhileAwayAsync(Func<Task> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ready = done;
        try
        {
            await work().ConfigureAwait(false);
            _asleep = Archived = false;
        }
        finally
        {
            done.TrySetResult();
        }
    }

    private static TaskCompletionSource Completed()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
