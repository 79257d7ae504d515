using System.Text.Json.Nodes;
using NeonFlow.Pulumi.Testing.Connectors.SourcePostgres;

namespace NeonFlow.Pulumi.Testing.Tests.Connectors;

/// <summary>One run of the connector, in this process, with everything it said.</summary>
internal sealed class ConnectorUnderTest : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly LineReader _input = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _spoke = new(0);
    private readonly Lock _gate = new();
    private readonly List<JsonObject> _responses = [];
    private readonly List<string> _log = [];

    public ConnectorUnderTest(Func<IReadOnlyList<string>, string>? pick = null, TimeSpan? statusInterval = null, TimeSpan? fencePeriod = null)
    {
        var habits = new CaptureHabits();
        if (pick is not null) { habits = habits with { PickBackfill = pick }; }
        if (statusInterval is { } status) { habits = habits with { StatusInterval = status }; }
        if (fencePeriod is { } period) { habits = habits with { FencePeriod = period }; }
        var connector = new SourcePostgresConnector { Habits = habits };
        Exit = Task.Run(() => connector.RunAsync(_input, new LineWriter(Answered), new LineWriter(Logged), _stop.Token));
    }

    /// <summary>Whether each checkpoint is acknowledged as soon as it comes.</summary>
    public bool Acknowledges { get; set; } = true;

    public Task<int> Exit { get; }

    public IReadOnlyList<JsonObject> Responses { get { lock (_gate) { return [.. _responses]; } } }

    public IReadOnlyList<string> Log { get { lock (_gate) { return [.. _log]; } } }

    public void Send(JsonNode request) => _input.Send(request.ToJsonString());

    public void EndInput() => _input.Close();

    public void Terminate() => _stop.Cancel();

    /// <summary>Waits until a condition on what was said holds, or the run is over.</summary>
    public async Task<bool> WaitAsync(Func<ConnectorUnderTest, bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition(this))
        {
            if (Exit.IsCompleted) { return condition(this); }
            var spoke = _spoke.WaitAsync(patience.Token);
            try { await Task.WhenAny(spoke, Exit).WaitAsync(patience.Token); }
            catch (OperationCanceledException) { return condition(this); }
        }
        return true;
    }

    /// <summary>The state after all checkpoints so far, as a control plane would merge it.</summary>
    public JsonObject MergedState(JsonObject? initial = null)
    {
        var state = initial?.DeepClone().AsObject() ?? [];
        foreach (var response in Responses)
        {
            if (response["checkpoint"]?["state"]?["updated"] is JsonObject patch) { Merge(state, patch); }
        }
        return state;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        EndInput();
        // A run that does not end is the finding of whoever waited for it before; here it must not hide that.
        await Task.WhenAny(Exit, Task.Delay(Patience));
        _stop.Dispose();
    }

    private static void Merge(JsonObject into, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null) { into.Remove(name); }
            else if (value is JsonObject nested)
            {
                if (into[name] is not JsonObject target) { into[name] = target = []; }
                Merge(target, nested);
            }
            else { into[name] = value.DeepClone(); }
        }
    }

    private void Answered(string line)
    {
        var response = JsonNode.Parse(line)!.AsObject();
        lock (_gate) { _responses.Add(response); }
        if (Acknowledges && response.ContainsKey("checkpoint")) { _input.Send("""{"acknowledge":{"checkpoints":1}}"""); }
        _spoke.Release();
    }

    private void Logged(string line)
    {
        lock (_gate) { _log.Add(line); }
        _spoke.Release();
    }
}
