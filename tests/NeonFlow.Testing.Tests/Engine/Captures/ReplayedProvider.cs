using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>A provider that answers as it was recorded, over gRPC.</summary>
internal sealed class ReplayedProvider : ServedProvider
{
    private readonly CaptureReplay _replay;
    private readonly List<CapturedCall> _unused;
    private readonly IReadOnlyList<CapturedCall> _recorded;
    private readonly Lock _gate = new();
    private string _engineAddress = "";

    private ReplayedProvider(CaptureReplay replay, string process, IReadOnlyList<CapturedCall> recorded)
    {
        _replay = replay;
        _recorded = recorded;
        Process = process;
        _unused = [.. recorded.Where(c => c.Method.StartsWith("ResourceProvider.", StringComparison.Ordinal))];
    }

    public string Process { get; }

    /// <summary>What the engine asked, in order.</summary>
    public List<(string Method, JsonObject Request)> Asked { get; } = [];

    public static async Task<ReplayedProvider> StartAsync(CaptureReplay replay, string process, string engineAddress)
    {
        var provider = new ReplayedProvider(replay, process, [.. replay.Step.Calls.Where(c => c.Process == process)])
        {
            _engineAddress = engineAddress,
        };
        await provider.ServeAsync();
        return provider;
    }

    protected override async Task<TResponse> AnswerAsync<TRequest, TResponse>(string method, TRequest request, ServerCallContext context)
    {
        var asked = CapturedMessages.Json(request);
        CapturedCall? call;
        lock (_gate)
        {
            Asked.Add((method, asked));
            call = _unused.FirstOrDefault(c =>
                c.Method == method
                && c.Urn == (asked["urn"]?.GetValue<string>() ?? "")
                && c.Token == (asked["tok"]?.GetValue<string>() ?? "")
                && c.IsPreview == (asked["preview"]?.GetValue<bool>() ?? false)
            );
            if (call is not null)
            {
                _unused.Remove(call);
            }
        }

        if (call is null)
        {
            throw new RpcException(new(StatusCode.Unimplemented, $"{method} was not recorded"));
        }

        var isStep = method.Split('.')[1] is "Create" or "Update" or "Delete" or "Read";
        _replay.Begin(call);
        _replay.Running(isStep ? 1 : 0);
        try
        {
            return await AnswerAsync<TResponse>(call, asked, isStep, context);
        }
        finally
        {
            _replay.Running(isStep ? -1 : 0);
        }
    }

    private async Task<TResponse> AnswerAsync<TResponse>(CapturedCall call, JsonObject asked, bool isStep, ServerCallContext context)
        where TResponse : class, IMessage<TResponse>, new()
    {
        await _replay.SayAsync(
            _engineAddress,
            _recorded.Where(c =>
                c.Method == "Engine.Log"
                && c.Seq > call.Seq
                && c.Seq <= (call.EndSeq ?? int.MaxValue)
                && (
                    c.Urn.Length > 0
                        ? c.Urn == call.Urn
                        : !_recorded.Any(o =>
                            o != call
                            && o.Method.StartsWith("ResourceProvider.", StringComparison.Ordinal)
                            && o.Seq > call.Seq
                            && o.Seq < c.Seq
                        )
                )
            )
        );
        if (call.Method == "ResourceProvider.Construct")
        {
            var inside = _recorded
                .Where(c =>
                    c.Method.StartsWith("ResourceMonitor.", StringComparison.Ordinal)
                    && c.Seq > call.Seq
                    && c.Seq <= (call.EndSeq ?? int.MaxValue)
                )
                .ToArray();
            await _replay.PlayAsync(asked["monitorEndpoint"]!.GetValue<string>(), inside, context.CancellationToken);
        }

        if (isStep)
        {
            await OthersBegunAsync(call, context.CancellationToken);
        }

        if (call.Unanswered && _replay.Step.Killed)
        {
            // The engine that asked is killed meanwhile.
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }

        if (call.Unanswered)
        {
            Die();
            context.GetHttpContext().Abort();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }

        return call.Error is { } error
            ? throw CapturedMessages.Failure(error, (JsonArray?)_replay.Placeholders.Fill(call.Details))
            : CapturedMessages.Parse<TResponse>(_replay.Placeholders.Fill(call.Response));
    }

    /// <summary>What was recorded as begun before a step was done must begin before its answer here too.</summary>
    private async Task OthersBegunAsync(CapturedCall call, CancellationToken stop)
    {
        // The first Cancel of a process tells of the ^C, every other one of its end.
        var interruption = _replay.Step.Interrupted ? _recorded.FirstOrDefault(static c => c.Method == "ResourceProvider.Cancel") : null;
        var others = _recorded
            .Where(c =>
                c.Seq <= call.EndSeq
                && c.Method.StartsWith("ResourceProvider.", StringComparison.Ordinal)
                && (c.Method != "ResourceProvider.Cancel" || c == interruption)
            )
            .ToArray();
        if (_replay.Step.Words.Contains("--parallel"))
        {
            // Time for an engine that runs too much at once to do so.
            await Task.Delay(50, stop);
        }

        if (!await _replay.BegunAsync(others, stop))
        {
            _replay.Differs($"{Process} {call.Method} {call.Urn}: what was recorded as begun meanwhile was not");
        }
    }
}
