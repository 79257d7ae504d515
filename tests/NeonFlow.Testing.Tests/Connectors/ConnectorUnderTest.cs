using System.Text.Json.Nodes;
using NeonFlow.Testing.Connectors.SourcePostgres;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>One run of the connector, in this process, with everything it said.</summary>
internal sealed class ConnectorUnderTest : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LineReader _input = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _spoke = new(0);
    private readonly SemaphoreSlim _fenceDue = new(0);
    private readonly SemaphoreSlim _fenceSet = new(0);
    private readonly Lock _gate = new();
    private readonly List<JsonObject> _responses = [];
    private readonly List<string> _log = [];
    private bool _disposed;

    /// <summary>A run with habits of its own.</summary>
    public ConnectorUnderTest(CaptureHabits habits) => Exit = Start(habits);

    /// <summary>A run whose fences come when the test says so.</summary>
    /// <param name="pick">Which of several bindings is backfilled next.</param>
    /// <param name="rediscovers">Whether the catalogue is read again after so many fences.</param>
    /// <param name="shutsDown">Whether the run ends when it has caught up.</param>
    public ConnectorUnderTest(Func<IReadOnlyList<string>, string> pick, Func<int, bool> rediscovers, bool shutsDown)
    {
        var (fences, looked) = (0, 0);
        Exit = Start(
            new CaptureHabits
            {
                PickBackfill = pick,
                ShutdownAfterPolling = shutsDown,
                FenceDue = _fenceDue.WaitAsync,
                FenceSet = () =>
                {
                    fences++;
                    _fenceSet.Release();
                },
                RediscoveryDue = () => fences > looked && rediscovers(looked = fences),
            }
        );
    }

    /// <summary>Whether each checkpoint is acknowledged as soon as it comes.</summary>
    public bool Acknowledges { get; set; } = true;

    public Task<int> Exit { get; }

    public IReadOnlyList<JsonObject> Responses
    {
        get
        {
            lock (_gate)
            {
                return [.. _responses];
            }
        }
    }

    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_gate)
            {
                return [.. _log];
            }
        }
    }

    public void Send(string line) => _input.Send(line);

    public void EndInput() => _input.Close();

    public void Terminate() => _stop.Cancel();

    /// <summary>Lets the time until the next fence pass, and waits until that has its position.</summary>
    public async Task<bool> FenceAsync()
    {
        _fenceDue.Release();
        var set = _fenceSet.WaitAsync(Patience);
        return await Task.WhenAny(set, Exit) == Exit || await set;
    }

    /// <summary>Waits until a condition on what was said holds, or the run is over.</summary>
    public async Task<bool> WaitAsync(Func<ConnectorUnderTest, bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition(this))
        {
            if (Exit.IsCompleted)
            {
                return condition(this);
            }
            var spoke = _spoke.WaitAsync(patience.Token);
            try
            {
                await Task.WhenAny(spoke, Exit).WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                return condition(this);
            }
        }
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        await _stop.CancelAsync();
        EndInput();
        // A run that does not end is the finding of whoever waited for it before; here it must not hide that.
        await Task.WhenAny(Exit, Task.Delay(Patience));
        _stop.Dispose();
    }

    private Task<int> Start(CaptureHabits habits)
    {
        var connector = new SourcePostgresConnector { Habits = habits };
        return Task.Run(() => connector.RunAsync(_input, new LineWriter(Answered), new LineWriter(Logged), _stop.Token));
    }

    private void Answered(string line)
    {
        var response = JsonNode.Parse(line)!.AsObject();
        lock (_gate)
        {
            _responses.Add(response);
        }
        if (Acknowledges && response.ContainsKey("checkpoint"))
        {
            _input.Send("""{"acknowledge":{"checkpoints":1}}""");
        }
        _spoke.Release();
    }

    private void Logged(string line)
    {
        lock (_gate)
        {
            _log.Add(line);
        }
        _spoke.Release();
    }
}
