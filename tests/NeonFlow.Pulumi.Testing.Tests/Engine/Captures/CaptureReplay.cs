using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using NeonFlow.Pulumi.Testing.Engine;
using NeonFlow.Pulumi.Testing.Tests.Display;
using Pulumirpc;

namespace NeonFlow.Pulumi.Testing.Tests.Engine.Captures;

/// <summary>Runs the test engine through one capture, with a program and a provider that say only what was recorded, and notes every difference.</summary>
internal sealed class CaptureReplay : IProviderLauncher, IProgramRunner
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<IReadOnlyList<string>>>>> Runs = new(StringComparer.Ordinal);

    private readonly Dictionary<string, ConfigValue> config = new(StringComparer.Ordinal);
    private readonly List<ReplayedProvider> providers = [];
    private readonly Lock gate = new();
    private readonly string directory;
    private List<string> differences = [];
    private int programs;

    private CaptureReplay(string directory) => this.directory = directory;

    public Placeholders Placeholders { get; } = new();

    public CapturedStep Step { get; private set; } = null!;

    /// <summary>The differences of each step of a capture; it is run once.</summary>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(string capture, int step) =>
        (await Runs.GetOrAdd(capture, static name => new(() => Task.Run(() => RunAsync(name)))).Value)[step - 1];

    public async Task<IProviderProcess> StartAsync(
        string package,
        string version,
        string engineAddress,
        IReadOnlyDictionary<string, string> environment,
        string workingDirectory)
    {
        string process;
        lock (gate)
        {
            process = $"provider#{providers.Count + 1}";
        }

        var provider = await ReplayedProvider.StartAsync(this, process, engineAddress);
        lock (gate)
        {
            providers.Add(provider);
            var start = Step.Calls.FirstOrDefault(c => c.Method == "process" && c.Process == process);
            if (start is null)
            {
                differences.Add($"{process} was not recorded");
            }

            foreach (var variable in start?.Extra?["env"]?.AsArray().Select(v => v!.GetValue<string>()) ?? [])
            {
                var cut = variable.IndexOf('=', StringComparison.Ordinal);
                if (variable[..cut] is "PULUMI_CONFIG" or "PULUMI_PROJECT" && environment.GetValueOrDefault(variable[..cut]) != variable[(cut + 1)..])
                {
                    differences.Add($"{process}: recorded {variable}, now {environment.GetValueOrDefault(variable[..cut])}");
                }
            }
        }

        return provider;
    }

    public async Task<ProgramExit> RunAsync(ProgramStart start, CancellationToken cancellation)
    {
        CapturedCall? run;
        lock (gate)
        {
            run = Step.Calls.Where(c => c.Method == "LanguageRuntime.Run").ElementAtOrDefault(programs++);
        }

        if (run is null)
        {
            differences.Add("the program was run, which was not recorded");
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

        var values = new JsonObject();
        foreach (var (key, value) in start.Config)
        {
            values[key] = value.Value;
        }

        request["config"] = values.Count == 0 ? null : values;
        var recorded = new JsonObject();
        foreach (var name in request.Select(r => r.Key).ToArray())
        {
            recorded[name] = run.Request[name]?.DeepClone();
        }

        Placeholders.Compare($"{run.Process} Run", recorded, request, differences);
        var calls = Step.Calls.Where(c => c.Process == run.Process && c.Method.Split('.')[0] is "ResourceMonitor" or "Engine").Where(c => c.Process == run.Process).ToArray();
        await PlayAsync(start.MonitorAddress, calls, cancellation);
        return new(run.Response?["error"]?.GetValue<string>(), run.Response?["bail"]?.GetValue<bool>() ?? run.Unanswered);
    }

    /// <summary>Sends recorded calls as soon as those that were answered before are answered again.</summary>
    public async Task PlayAsync(string address, IReadOnlyList<CapturedCall> calls, CancellationToken cancellation)
    {
        using var channel = GrpcChannel.ForAddress("http://" + address, new() { MaxReceiveMessageSize = null, MaxSendMessageSize = null, HttpHandler = new SocketsHttpHandler { UseProxy = false } });
        var invoker = channel.CreateCallInvoker();
        var sent = new Dictionary<CapturedCall, Task>();
        foreach (var call in calls)
        {
            // A recorded sequence number is when the call began, so what ended before must end before it here too.
            var before = sent.Where(s => s.Key.EndSeq < call.Seq).Select(s => s.Value);
            await Task.WhenAll(before);
            if (cancellation.IsCancellationRequested)
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

    private static async Task<IReadOnlyList<IReadOnlyList<string>>> RunAsync(string name)
    {
        var capture = Capture.Load(name);
        var directory = Directory.CreateTempSubdirectory("engine-capture-").FullName;
        try
        {
            var replay = new CaptureReplay(directory);
            var results = new List<IReadOnlyList<string>>();
            foreach (var step in capture.Steps)
            {
                results.Add(await replay.RunStepAsync(step));
            }

            return results;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task<IReadOnlyList<string>> RunStepAsync(CapturedStep step)
    {
        Step = step;
        differences = [];
        programs = 0;
        providers.Clear();
        foreach (var (key, value) in step.Config ?? [])
        {
            config[key] = value is JsonObject secret ? ConfigValue.OfSecret(secret["secret"]!.GetValue<string>()) : value!.GetValue<string>();
        }

        var words = step.Op == "raw" ? step.Args : [step.Op, .. step.Args];
        var unknown = words.Skip(1).Except(["--diff", "--json", "--refresh", "--refresh=false", "--run-program", "--expect-no-changes", "--parallel", "1", "--continue-on-error",
            "--clear-pending-creates", "--preview-only", "--yes", "--skip-preview", "--non-interactive"]).ToArray();
        if (unknown.Length > 0)
        {
            return [$"the test engine has no {string.Join(" ", unknown)}"];
        }

        var events = new EventRecorder();
        var engine = new TestEngine(new()
        {
            ProgramDirectory = directory,
            StateDirectory = directory,
            ProjectName = "proj",
            Config = config,
            Passphrase = "capture",
            ProviderLauncher = this,
            ProgramRunner = this,
            Parallel = 8,
            AnyUpstream = true,
            Display = events,
            Time = new StillTime(),
        });
        var how = new OperationOptions
        {
            Diff = words.Contains("--diff"),
            Json = words.Contains("--json"),
            Refresh = words.Contains("--refresh"),
            RunProgram = words.Contains("--run-program"),
            ExpectNoChanges = words.Contains("--expect-no-changes"),
            ContinueOnError = words.Contains("--continue-on-error"),
            ClearPendingCreates = words.Contains("--clear-pending-creates"),
            PreviewOnly = words.Contains("--preview-only"),
            Parallel = words.Contains("--parallel") ? 1 : null,
        };
        var text = "";
        EngineResult result;
        switch (words[0])
        {
            case "preview":
                result = await engine.PreviewAsync(how);
                break;
            case "up":
                result = await engine.UpAsync(how);
                break;
            case "up+preview":
                text = (await engine.PreviewAsync(how with { ContinueOnError = false })).Text;

                // Only the events of the update were recorded.
                events.Events.Clear();
                result = await engine.UpAsync(how);
                break;
            case "refresh":
                result = await engine.RefreshAsync(how);
                break;
            case "destroy":
                result = await engine.DestroyAsync(how);
                break;
            default:
                return [$"the test engine has no {words[0]}"];
        }

        if (result.ExitCode != step.ExitCode)
        {
            differences.Add($"exit code: recorded {step.ExitCode}, now {result.ExitCode}");
        }

        CompareCalls();
        if (step.EngineEvents.Count > 0)
        {
            CompareEvents(events.Events);
        }

        CompareState(engine.StateFile);
        ComparePrinted(text + result.Text);
        return differences;
    }

    private void CompareCalls()
    {
        foreach (var process in Step.Processes("provider"))
        {
            if (providers.All(p => p.Process != process))
            {
                differences.Add($"{process} was not started");
            }
        }

        foreach (var provider in providers)
        {
            var recorded = Step.Calls.Where(c => c.Process == provider.Process && c.Method.StartsWith("ResourceProvider.", StringComparison.Ordinal)).ToLookup(c => c.Urn);
            var asked = provider.Asked.ToLookup(a => a.Request["urn"]?.GetValue<string>() ?? "");
            foreach (var urn in recorded.Select(r => r.Key).Union(asked.Select(a => a.Key)))
            {
                var before = recorded[urn].ToArray();
                var now = asked[urn].ToArray();
                if (!before.Select(b => b.Method).SequenceEqual(now.Select(n => n.Method)))
                {
                    differences.Add($"{provider.Process} {urn}: recorded {string.Join(" ", before.Select(b => b.Method.Split('.')[1]))}, now {string.Join(" ", now.Select(b => b.Method.Split('.')[1]))}");
                    continue;
                }

                foreach (var (call, (method, request)) in before.Zip(now))
                {
                    Placeholders.Compare($"{provider.Process} {method} {urn}", call.Request, request, differences);
                }
            }
        }
    }

    private void CompareEvents(IReadOnlyList<JsonObject> events)
    {
        static string Key(JsonNode? e) => e!["urn"]?.GetValue<string>() ?? (e["event"]!.GetValue<string>() == "summary" ? "summary" : "");
        var recorded = Step.EngineEvents.ToLookup(Key);
        var now = events.ToLookup(Key);
        foreach (var urn in recorded.Select(r => r.Key).Union(now.Select(n => n.Key)))
        {
            Placeholders.Compare($"events {urn}", new JsonArray([.. recorded[urn].Select(e => e!.DeepClone())]), new JsonArray([.. now[urn].Select(e => e.DeepClone())]), differences);
        }
    }

    private void CompareState(string file)
    {
        if (Step.State is not JsonObject recorded)
        {
            return;
        }

        var root = File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file))! : JsonNode.Parse("""{"version":3,"checkpoint":{"latest":{"secrets_providers":{"type":"passphrase","state":{"salt":""}},"metadata":{}}}}""")!;
        var latest = root["checkpoint"]!["latest"]!.AsObject();
        var resources = (latest["resources"] as JsonArray ?? []).Select(r => r!.DeepClone().AsObject()).ToList();
        foreach (var resource in resources)
        {
            resource.Remove("created");
            resource.Remove("modified");
        }

        var rest = latest.DeepClone().AsObject();
        rest.Remove("manifest");
        rest.Remove("resources");
        foreach (var pending in rest["pending_operations"] as JsonArray ?? [])
        {
            pending!["resource"]!.AsObject().Remove("created");
            pending["resource"]!.AsObject().Remove("modified");
        }

        Placeholders.Compare("state.version", recorded["version"], root["version"], differences);
        Placeholders.Compare("state.features", recorded["features"], root["features"]?.DeepClone() ?? new JsonArray(), differences);
        Placeholders.Compare("state.rest", recorded["rest"], rest, differences);

        // Resources that do not need one another may be saved in any order.
        static string Key(JsonNode r) => r["urn"]!.GetValue<string>() + (r["delete"] is null ? "" : " (deleted)");
        var before = recorded["resources"]!.AsArray().ToDictionary(r => Key(r!), r => r!);
        var after = resources.ToDictionary(Key, JsonNode (r) => r);
        foreach (var key in before.Keys.Union(after.Keys))
        {
            Placeholders.Compare($"state {key}", Ordered(before.GetValueOrDefault(key)), Ordered(after.GetValueOrDefault(key)), differences);
        }

        // The real engine keeps dependencies as a set: recordings of one program differ in their order.
        static JsonNode? Ordered(JsonNode? resource)
        {
            var ordered = resource?.DeepClone();
            if (ordered?["dependencies"] is JsonArray dependencies)
            {
                ordered["dependencies"] = new JsonArray([.. dependencies.Select(d => d!.GetValue<string>()).Order(StringComparer.Ordinal).Select(d => (JsonNode)d)]);
            }

            return ordered;
        }
    }

    private void ComparePrinted(string text)
    {
        if (Step.PrintedJson is { } json)
        {
            // An update prints one JSON document a line, which this engine does not.
            if (!text.StartsWith('{') || json.Contains("}\n{", StringComparison.Ordinal))
            {
                differences.Add($"printed: recorded JSON, now {text}");
                return;
            }

            var recorded = JsonNode.Parse(json)!.AsObject();
            var now = JsonNode.Parse(text)!.AsObject();
            recorded["duration"] = now["duration"]?.DeepClone();
            Placeholders.Compare("printed", recorded, now, differences);
            return;
        }

        if (PrintedText.Difference(Step.Printed!, text, atOnce: true) is { } difference)
        {
            differences.Add(difference);
        }
    }

    /// <summary>Of what was sent at once the engine took one first, which the provider's calls tell; it is sent first here.</summary>
    private async Task SendInTurnAsync(CallInvoker invoker, CapturedCall call, IReadOnlyList<CapturedCall> calls)
    {
        if (Custom(call))
        {
            var taken = Taken(call)?.Seq ?? int.MaxValue;
            var earlier = calls.Where(c => c != call && Custom(c) && c.Seq < (call.EndSeq ?? int.MaxValue) && call.Seq < (c.EndSeq ?? int.MaxValue))
                .Select(Taken).OfType<CapturedCall>().Where(t => t.Seq < taken).ToArray();
            for (var waits = 0; waits < 500 && !Begun(earlier); waits++)
            {
                await Task.Delay(10);
            }
        }

        await SendAsync(invoker, call);

        static bool Custom(CapturedCall c) => c.Method == "ResourceMonitor.RegisterResource" && (c.Request["custom"]?.GetValue<bool>() ?? false);

        CapturedCall? Taken(CapturedCall c) => Step.Calls.FirstOrDefault(o => o.Method == "ResourceProvider.Check"
            && o.Request["name"]?.GetValue<string>() == c.Request["name"]?.GetValue<string>()
            && o.Request["type"]?.GetValue<string>() == c.Request["type"]?.GetValue<string>());

        bool Begun(CapturedCall[] others)
        {
            ReplayedProvider[] running;
            lock (gate)
            {
                running = [.. providers];
            }

            return others.All(o => running.Any(p => p.HasBegun(o)));
        }
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
                await SendAsync<Empty, Empty>(invoker, call);
                break;
            case "Engine.Log":
                await SendAsync<LogRequest, Empty>(invoker, call);
                break;
            default:
                differences.Add($"no way to send {call.Method}");
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
            lock (gate)
            {
                if (call.Unanswered)
                {
                    differences.Add($"{where}: recorded no answer, now {answer.ToJsonString()}");
                }
                else if (call.Error is not null)
                {
                    differences.Add($"{where}: recorded {call.Error}, now {answer.ToJsonString()}");
                }
                else
                {
                    Placeholders.Compare(where, call.Response ?? [], answer, differences);
                }
            }
        }
        catch (RpcException failure)
        {
            lock (gate)
            {
                var said = $"{failure.StatusCode}: {failure.Status.Detail}";
                if (!call.Unanswered && call.Error is null)
                {
                    differences.Add($"{where}: recorded {call.Response?.ToJsonString()}, now {said}");
                }
                else if (call.Error is { } error && !Placeholders.Matches(error, said))
                {
                    differences.Add($"{where}: recorded {error}, now {said}");
                }
            }
        }
    }

    /// <summary>Writes the engine's events down as they were recorded.</summary>
    private sealed class EventRecorder : IEngineDisplay
    {
        public List<JsonObject> Events { get; } = [];

        public void On(EngineEvent engineEvent)
        {
            switch (engineEvent)
            {
                case ResourcePreEvent begin:
                    Events.Add(Of("begin", begin.Metadata));
                    break;
                case ResourceOutputsEvent done:
                    Events.Add(Of("done", done.Metadata));
                    break;
                case ResourceOperationFailedEvent failed:
                    Events.Add(Of("failed", failed.Metadata));
                    break;
                case DiagnosticEvent said:
                    var diagnostic = new JsonObject
                    {
                        ["event"] = "diagnostic",
                        ["severity"] = said.Severity == DiagnosticSeverity.InfoError ? "info#err" : said.Severity.ToString().ToLowerInvariant(),
                        ["message"] = said.Message,
                    };
                    if (!said.Urn.IsEmpty)
                    {
                        diagnostic["urn"] = said.Urn.Text;
                    }

                    if (said.Ephemeral)
                    {
                        diagnostic["ephemeral"] = true;
                    }

                    Events.Add(diagnostic);
                    break;
                case SummaryEvent summary:
                    var changes = new JsonObject();
                    foreach (var (op, count) in summary.ResourceChanges)
                    {
                        changes[op.Text()] = count;
                    }

                    Events.Add(new() { ["event"] = "summary", ["maybeCorrupt"] = summary.MaybeCorrupt, ["resourceChanges"] = changes });
                    break;
            }
        }

        private static JsonObject Of(string kind, StepMetadata step)
        {
            var to = new JsonObject { ["event"] = kind, ["op"] = step.Op.Text(), ["urn"] = step.Urn.Text };
            if (step.Keys.Count > 0)
            {
                to["keys"] = new JsonArray([.. step.Keys.Select(k => (JsonNode)k)]);
            }

            if (step.Diffs.Count > 0)
            {
                to["diffs"] = new JsonArray([.. step.Diffs.Select(k => (JsonNode)k)]);
            }

            if (step.DetailedDiff is { Count: > 0 } detailed)
            {
                var entries = new JsonObject();
                foreach (var (path, entry) in detailed)
                {
                    entries[path] = new JsonObject { ["diffKind"] = entry.KindText, ["inputDiff"] = entry.InputDiff };
                }

                to["detailedDiff"] = entries;
            }

            return to;
        }
    }
}
