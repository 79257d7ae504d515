using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using NeonFlow.Testing.Engine;
using Pulumirpc;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>What the program sends.</summary>
internal sealed partial class CaptureReplay
{
    public async Task<ProgramExit> RunAsync(ProgramStart start, CancellationToken stop)
    {
        if (NextRun() is not { } run)
        {
            return new(null, false);
        }

        var request = new JsonObject
        {
            ["project"] = start.Project,
            ["stack"] = start.Stack,
            ["organization"] = start.Organization,
            ["parallel"] = start.Parallel,
        };
        if (start.Preview)
        {
            request["dryRun"] = true;
        }

        if (start.Config.Count > 0)
        {
            request["config"] = new JsonObject(start.Config.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value.Value)));
        }

        if (start.Config.Any(c => c.Value.Secret))
        {
            request["configSecretKeys"] = Sorted(start.Config.Where(c => c.Value.Secret).Select(c => c.Key));
        }

        // How the language host is told of the program's files and of the engine's other services is the real engine's own business.
        var recorded = run.Request.DeepClone().AsObject();
        foreach (var own in new[] { "pwd", "program", "info", "monitorAddress", "loaderTarget", "mapperTarget", "configPropertyMap" })
        {
            recorded.Remove(own);
        }

        if (recorded["configSecretKeys"] is JsonArray keys)
        {
            recorded["configSecretKeys"] = Sorted(keys.Select(k => k!.GetValue<string>()));
        }

        lock (_gate)
        {
            Placeholders.Compare($"{run.Process} Run", recorded, request, _differences);
        }

        await PlayProgramAsync(run, start.MonitorAddress, stop);
        if (run.Unanswered)
        {
            // The engine ended it.
            await Task.WhenAny(Task.Delay(Patience, stop));
            if (!stop.IsCancellationRequested)
            {
                Differs($"{run.Process}: recorded as ended by the engine, now left alone");
            }
        }

        return new(run.Response?["error"]?.GetValue<string>(), run.Response?["bail"]?.GetValue<bool>() ?? run.Unanswered);

        static JsonArray Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal).Select(n => (JsonNode)n)];
    }

    /// <summary>The next recorded run of the program.</summary>
    public CapturedCall? NextRun()
    {
        var run = Step.Calls.Where(c => c.Method == "LanguageRuntime.Run").ElementAtOrDefault(Interlocked.Increment(ref _programs) - 1);
        if (run is null)
        {
            Differs("the program was run, which was not recorded");
        }

        return run;
    }

    /// <summary>Sends what a run of the program sent.</summary>
    public Task PlayProgramAsync(CapturedCall run, string address, CancellationToken stop) =>
        PlayAsync(
            address,
            [
                .. Step
                    .Calls.Where(c => c.Process == run.Process && c.Method.Split('.')[0] is "ResourceMonitor" or "Engine")
                    .Where(c => c.Process == run.Process),
            ],
            stop
        );

    /// <summary>Sends recorded calls as soon as those that were answered before are answered again.</summary>
    public async Task PlayAsync(string address, IReadOnlyList<CapturedCall> calls, CancellationToken stop)
    {
        using var channel = GrpcChannel.ForAddress(
            "http://" + address,
            new()
            {
                MaxReceiveMessageSize = null,
                MaxSendMessageSize = null,
                HttpHandler = new SocketsHttpHandler { UseProxy = false },
            }
        );
        var invoker = channel.CreateCallInvoker();
        var sent = new Dictionary<CapturedCall, Task>();
        foreach (var call in calls)
        {
            // A recorded sequence number is when the call began, so what ended before must end before it here too.
            var before = sent.Where(s => s.Key.EndSeq < call.Seq).Select(s => s.Value);
            await Task.WhenAll(before);
            if (stop.IsCancellationRequested)
            {
                break;
            }

            sent[call] = SendInTurnAsync(invoker, call, calls);
        }

        await Task.WhenAll(sent.Values);
    }

    /// <summary>Sends what a provider said to the user.</summary>
    public async Task SayAsync(string address, IEnumerable<CapturedCall> logs)
    {
        var list = logs.ToArray();
        if (list.Length > 0)
        {
            await PlayAsync(address, list, CancellationToken.None);
        }
    }

    /// <summary>Of what was sent at once the engine took one first, which the provider's calls tell; it is sent first here.</summary>
    private async Task SendInTurnAsync(CallInvoker invoker, CapturedCall call, IReadOnlyList<CapturedCall> calls)
    {
        if (Custom(call))
        {
            var taken = Taken(call)?.Seq ?? int.MaxValue;
            var earlier = calls
                .Where(c => c != call && Custom(c) && c.Seq < (call.EndSeq ?? int.MaxValue) && call.Seq < (c.EndSeq ?? int.MaxValue))
                .Select(Taken)
                .OfType<CapturedCall>()
                .Where(t => t.Seq < taken)
                .ToArray();
            await BegunAsync(earlier, CancellationToken.None);
        }

        Begin(call);
        await SendAsync(invoker, call);

        static bool Custom(CapturedCall c) =>
            c.Method == "ResourceMonitor.RegisterResource" && (c.Request["custom"]?.GetValue<bool>() ?? false);

        CapturedCall? Taken(CapturedCall c) =>
            Step.Calls.FirstOrDefault(o =>
                o.Method == "ResourceProvider.Check"
                && o.Request["name"]?.GetValue<string>() == c.Request["name"]?.GetValue<string>()
                && o.Request["type"]?.GetValue<string>() == c.Request["type"]?.GetValue<string>()
            );
    }

    private async Task SendAsync(CallInvoker invoker, CapturedCall call)
    {
        switch (call.Method)
        {
            case "ResourceMonitor.RegisterResource":
                await SendAsync<RegisterResourceRequest, RegisterResourceResponse>(invoker, call);
                break;
            case "ResourceMonitor.RegisterResourceOutputs":
                await SendAsync<RegisterResourceOutputsRequest, Empty>(invoker, call);
                break;
            case "ResourceMonitor.ReadResource":
                await SendAsync<ReadResourceRequest, ReadResourceResponse>(invoker, call);
                break;
            case "ResourceMonitor.Invoke":
                await SendAsync<ResourceInvokeRequest, ResourceInvokeResponse>(invoker, call);
                break;
            case "ResourceMonitor.SignalAndWaitForShutdown":
                // Older engines do not know it, and what a program is offered does not depend on the version here.
                if (!IsOlder)
                {
                    await SendAsync<Empty, Empty>(invoker, call);
                }

                break;
            case "Engine.Log":
                await SendAsync<LogRequest, Empty>(invoker, call);
                break;
            default:
                _differences.Add($"no way to send {call.Method}");
                break;
        }
    }

    private async Task SendAsync<TRequest, TResponse>(CallInvoker invoker, CapturedCall call)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        var (target, method) = (call.Method.Split('.')[0], call.Method.Split('.')[1]);
        var where = $"{call.Process} {method} {call.Request["name"]}";
        var request = CapturedMessages.Parse<TRequest>(Placeholders.Fill(call.Request));
        try
        {
            using var pending = invoker.AsyncUnaryCall(Wire.Unary<TRequest, TResponse>(target, method), null, default, request);
            var answer = CapturedMessages.Json(await pending.ResponseAsync);
            lock (_gate)
            {
                if (call.Unanswered)
                {
                    _differences.Add($"{where}: recorded no answer, now {answer.ToJsonString()}");
                }
                else if (call.Error is not null)
                {
                    _differences.Add($"{where}: recorded {call.Error}, now {answer.ToJsonString()}");
                }
                else
                {
                    Placeholders.Compare(where, call.Response ?? [], answer, _differences);
                }
            }
        }
        catch (RpcException failure)
        {
            lock (_gate)
            {
                // The text of a broken connection is the transport's own.
                var said = failure.Status.DebugException is null
                    ? $"{Wire.CodeName(failure.StatusCode)}: {failure.Status.Detail}"
                    : "Unavailable: error reading from server: EOF";
                if (!call.Unanswered && call.Error is null)
                {
                    _differences.Add($"{where}: recorded {call.Response?.ToJsonString()}, now {said}");
                }
                else if (call.Error is { } error && !Placeholders.Matches(error, said))
                {
                    _differences.Add($"{where}: recorded {error}, now {said}");
                }
            }
        }
    }
}
