using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>A capture that runs: apply, open with the stored state, documents and checkpoints, again after a failure.</summary>
internal sealed class CaptureTask : IAsyncDisposable
{
    private const int MaxLogLines = 5000;
    private readonly DataPlane _plane;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _loop;
    private readonly List<string> _log = [];
    private CancellationTokenSource _term = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CaptureBuild? _build;
    private JsonNode? _state = new JsonObject();
    private CaptureStatus _status = new() { State = ShardState.Pending, Since = DateTimeOffset.UtcNow };
    private bool _holdAcknowledgements;

    public CaptureTask(DataPlane plane)
    {
        _plane = plane;
        _loop = Task.Run(LoopAsync);
    }

    public CaptureStatus Status
    {
        get
        {
            lock (_gate)
            {
                return _status with { BackfillDone = BackfillDone() };
            }
        }
    }

    public JsonNode? State
    {
        get
        {
            lock (_gate)
            {
                return _state.Copy();
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

    /// <summary>Checkpoints are still stored, but the connector is not told.</summary>
    public bool HoldAcknowledgements
    {
        get
        {
            lock (_gate)
            {
                return _holdAcknowledgements;
            }
        }
        set
        {
            lock (_gate)
            {
                _holdAcknowledgements = value;
            }
        }
    }

    /// <summary>A new build takes the place of the running one; null deletes the capture with its state.</summary>
    public void Activate(CaptureBuild? build)
    {
        lock (_gate)
        {
            _build = build;
            var gone = build is null;
            if (gone || build!.Reset)
            {
                _state = new JsonObject();
            }
            SetStatus(
                new CaptureStatus
                {
                    State = build is null || build.Disabled ? ShardState.Stopped : ShardState.Pending,
                    Build = build is null || build.Disabled ? build?.Build : _status.Build,
                    Starts = gone ? 0 : _status.Starts,
                    Message = gone ? null : _status.Message,
                }
            );
            EndTerm();
        }
    }

    /// <summary>Stops the connector as a lost machine would, and starts it again from the stored state.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            EndTerm();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _closing.Dispose();
    }

    private void EndTerm()
    {
        var old = _term;
        _term = new CancellationTokenSource();
        old.Cancel();
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }

    private async Task LoopAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            CaptureBuild? build;
            Task changed;
            CancellationTokenSource term;
            lock (_gate)
            {
                (build, changed, term) = (_build, _changed.Task, _term);
            }
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, term.Token);
            try
            {
                if (build is null || build.Disabled)
                {
                    await changed.WaitAsync(stop.Token).ConfigureAwait(false);
                    continue;
                }
                await Task.Delay(_plane.ActivationDelay, stop.Token).ConfigureAwait(false);
                await RunTermAsync(build, stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // A new build, a restart or the end.
            }
#pragma warning disable CA1031 // Whatever it was, the capture failed of it; the others and the end of the cloud have nothing to do with it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Fail(build!, e.Message);
                try
                {
                    await Task.Delay(_plane.RestartPause, stop.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) { }
            }
        }
    }

    private async Task RunTermAsync(CaptureBuild build, CancellationToken stop)
    {
        lock (_gate)
        {
            if (_build != build)
            {
                return;
            }
            SetStatus(_status with { State = ShardState.Starting, Starts = _status.Starts + 1 });
        }
        var capture = (JsonObject)build.Capture.DeepClone();
        var config = _plane.Encryption.Unseal((JsonObject)capture["config"]!);
        capture["config"] = config;
        if (_plane.EgressRefusal(build.DataPlane, config, discover: false) is { } refused)
        {
            throw new ConnectorException(refused);
        }

        await using var session = ConnectorSession.Start(_plane.Connector(build.Image), AddLog);
        await session
            .CallAsync(
                new JsonObject
                {
                    ["apply"] = new JsonObject { ["capture"] = capture.DeepClone(), ["version"] = build.Build.ToString() },
                },
                "applied",
                stop
            )
            .ConfigureAwait(false);
        await session
            .SendAsync(
                new JsonObject
                {
                    ["open"] = new JsonObject
                    {
                        ["capture"] = capture,
                        ["version"] = build.Build.ToString(),
                        ["range"] = new JsonObject
                        {
                            ["keyBegin"] = 0,
                            ["keyEnd"] = uint.MaxValue,
                            ["rClockBegin"] = 0,
                            ["rClockEnd"] = uint.MaxValue,
                        },
                        ["state"] = State,
                    },
                }
            )
            .ConfigureAwait(false);

        var acknowledge = false;
        var schemas = SpecRules.Bindings(build.Capture).Select(b => new SchemaCheck(b.Binding["collection"]?["writeSchema"])).ToList();
        var pending = new List<(string Collection, JsonObject Document)>();
        while (await session.ReceiveAsync(stop).ConfigureAwait(false) is { } message)
        {
            stop.ThrowIfCancellationRequested();
            if (message["captured"] is JsonObject captured)
            {
                pending.Add(Document(build, schemas, captured));
            }
            else if (message["checkpoint"] is JsonObject checkpoint)
            {
                Commit(build, pending, checkpoint["state"] as JsonObject);
                pending.Clear();
                if (acknowledge && !HoldAcknowledgements)
                {
                    await session
                        .SendAsync(new JsonObject { ["acknowledge"] = new JsonObject { ["checkpoints"] = 1 } })
                        .ConfigureAwait(false);
                }
            }
            else if (message["opened"] is JsonObject opened)
            {
                acknowledge = opened["explicitAcknowledgements"].IsTrue();
                lock (_gate)
                {
                    if (_build == build)
                    {
                        SetStatus(_status with { State = ShardState.Ok, Build = build.Build });
                    }
                }
            }
            else if (!message.ContainsKey("sourcedSchema"))
            {
                throw new ConnectorException($"the connector sent an unknown message {string.Join(", ", message.Select(p => p.Key))}");
            }
        }
        var code = await session.Exit.ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        if (code != 0)
        {
            throw new ConnectorException(session.Failure ?? $"the connector exited with code {code} and said nothing");
        }
    }

    private static (string Collection, JsonObject Document) Document(
        CaptureBuild build,
        IReadOnlyList<SchemaCheck> schemas,
        JsonObject captured
    )
    {
        var index = captured["binding"] switch
        {
            null => 0,
            JsonValue value when value.TryGetValue<int>(out var number) => number,
            _ => -1,
        };
        if (index < 0 || index >= build.Targets.Count)
        {
            throw new ConnectorException(
                $"the connector captured a document of binding {captured["binding"].Text()}, and there are {build.Targets.Count}"
            );
        }
        var document =
            (JsonObject?)(captured["doc"] as JsonObject)?.DeepClone()
            ?? throw new ConnectorException("the connector captured a document that is no JSON object");
        try
        {
            // Only now its properties are looked at.
            _ = document.Count;
        }
        catch (ArgumentException)
        {
            throw new ConnectorException($"the connector captured a document of {build.Targets[index]} in which a property stands twice");
        }
        if (schemas[index].Errors(document) is { Count: > 0 } errors)
        {
            throw new ConnectorException(
                $"{build.Targets[index]} document failed validation against its collection JSON Schema: {string.Join("; ", errors)}"
            );
        }
        return (build.Targets[index], document);
    }

    // Documents and state change together, so that a restart neither loses nor doubles what was committed.
    private void Commit(CaptureBuild build, List<(string, JsonObject)> documents, JsonObject? state)
    {
        lock (_gate)
        {
            if (_build != build)
            {
                return;
            }
            _plane.Collections.Append(documents);
            if (state is null || !state.TryGetPropertyValue("updated", out var updated))
            {
                return;
            }
            _state = state["mergePatch"].IsTrue() ? Json.MergePatch(_state, updated) : updated.Copy();
        }
    }

    private void Fail(CaptureBuild build, string message)
    {
        lock (_gate)
        {
            if (_build != build)
            {
                return;
            }
            SetStatus(
                _status with
                {
                    State = ShardState.Failed,
                    Build = build.Build,
                    Failure = message,
                    FailedAt = DateTimeOffset.UtcNow,
                    Failures = _status.Failures + 1,
                }
            );
        }
    }

    private void AddLog(string line)
    {
        lock (_gate)
        {
            if (_log.Count == MaxLogLines)
            {
                _log.RemoveAt(0);
            }
            _log.Add(line);
            if (Json.ParseObject(line) is { } structured && structured["msg"].String() is { } text)
            {
                _status = _status with { Message = text };
            }
        }
    }

    private void SetStatus(CaptureStatus status) => _status = status with { Since = DateTimeOffset.UtcNow };

    private bool BackfillDone()
    {
        if (_status.State != ShardState.Ok || _build is null || (_state as JsonObject)?["bindingStateV1"] is not JsonObject states)
        {
            return false;
        }
        return SpecRules
            .Bindings(_build.Capture)
            .All(b => states[b.Binding["stateKey"].String() ?? ""]?["mode"].String() is "Active" or "Ignore");
    }
}
