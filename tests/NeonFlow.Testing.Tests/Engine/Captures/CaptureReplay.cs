using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Tests.Display;
using Pulumirpc;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>
/// Runs the test engine through one capture, with a program and a provider that say only what was recorded, and notes every difference.
/// </summary>
internal sealed class CaptureReplay : IProviderLauncher, IProgramRunner
{
    /// <summary>How long is waited for what was recorded, before its absence is a difference; a busy machine is slow.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public const string Passphrase = "capture";

    private static readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<IReadOnlyList<string>>>>> Runs = new(
        StringComparer.Ordinal
    );

    private readonly Dictionary<string, ConfigValue> config = new(StringComparer.Ordinal);
    private readonly List<ReplayedProvider> providers = [];
    private readonly HashSet<CapturedCall> begun = [];
    private readonly Lock gate = new();
    private readonly string directory;
    private List<string> differences = [];
    private TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string stack = "dev";
    private int starts;
    private int programs;
    private int running;
    private int mostRunning;

    private CaptureReplay(string directory) => this.directory = directory;

    public Placeholders Placeholders { get; } = new();

    public CapturedStep Step { get; private set; } = null!;

    /// <summary>Completes when everything has begun that was under way when the recorded operation was killed or interrupted.</summary>
    public Task Ended => ended.Task;

    /// <summary>The differences of each step of a capture; it is run once.</summary>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(string capture, int step) =>
        (await Runs.GetOrAdd(capture, static name => new(() => Task.Run(() => RunAsync(name)))).Value)[step - 1];

    public async Task<IProviderProcess> StartAsync(
        string package,
        string version,
        string engineAddress,
        IReadOnlyDictionary<string, string> environment,
        string workingDirectory
    )
    {
        var provider = await StartProviderAsync(package, engineAddress);
        var start = Step.Calls.FirstOrDefault(c => c.Method == "process" && c.Process == provider.Process);
        foreach (var variable in start?.Extra?["env"]?.AsArray().Select(v => v!.GetValue<string>()) ?? [])
        {
            var cut = variable.IndexOf('=', StringComparison.Ordinal);
            if (
                variable[..cut] is "PULUMI_CONFIG" or "PULUMI_PROJECT"
                && environment.GetValueOrDefault(variable[..cut]) != variable[(cut + 1)..]
            )
            {
                Differs($"{provider.Process}: recorded {variable}, now {environment.GetValueOrDefault(variable[..cut])}");
            }
        }

        return provider;
    }

    /// <summary>Starts the next provider process of the step; what nobody recorded is not to be found.</summary>
    public async Task<ReplayedProvider> StartProviderAsync(string package, string engineAddress)
    {
        if (
            !Step.Calls.Any(c => c.Method == "process" && Told(c, "args").Contains("pulumi-resource-" + package, StringComparison.Ordinal))
            && package != "rec"
        )
        {
            throw new EngineException($"no resource plugin 'pulumi-resource-{package}' found in the workspace or on your $PATH");
        }

        var process = Step.StartedProviders.ElementAtOrDefault(Interlocked.Increment(ref starts) - 1);
        if (process is null)
        {
            process = $"provider#{starts}";
            Differs($"{process} was started, which was not recorded");
        }

        var provider = await ReplayedProvider.StartAsync(this, process, engineAddress);
        lock (gate)
        {
            providers.Add(provider);
        }

        return provider;

        static string Told(CapturedCall start, string name) => start.Extra?[name]?.ToJsonString() ?? "";
    }

    public void Differs(string difference)
    {
        lock (gate)
        {
            differences.Add(difference);
        }
    }

    /// <summary>Notes that a recorded call has begun again.</summary>
    public void Begin(CapturedCall call)
    {
        lock (gate)
        {
            begun.Add(call);
            if (
                Step.EndedAt is { } end
                && Step.Calls.Where(c => c.Seq < end && c.Method.Split('.')[0] is "ResourceMonitor" or "ResourceProvider" && c.Seq < end)
                    .All(begun.Contains)
            )
            {
                ended.TrySetResult();
            }
        }
    }

    /// <summary>Waits until the other calls have begun as well; false when they do not.</summary>
    public async Task<bool> BegunAsync(IReadOnlyCollection<CapturedCall> calls, CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            lock (gate)
            {
                if (calls.All(begun.Contains))
                {
                    return true;
                }
            }

            if (waited.Elapsed > Patience)
            {
                return false;
            }

            await Task.Delay(10, cancellation);
        }
    }

    /// <summary>Counts the steps that run at once while one does.</summary>
    public void Running(int more)
    {
        lock (gate)
        {
            running += more;
            mostRunning = Math.Max(mostRunning, running);
        }
    }

    public async Task<ProgramExit> RunAsync(ProgramStart start, CancellationToken cancellation)
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
        foreach (var own in new[] { "pwd", "program", "info", "monitorAddress", "loaderTarget", "mapperTarget" })
        {
            recorded.Remove(own);
        }

        if (recorded["configSecretKeys"] is JsonArray keys)
        {
            recorded["configSecretKeys"] = Sorted(keys.Select(k => k!.GetValue<string>()));
        }

        lock (gate)
        {
            Placeholders.Compare($"{run.Process} Run", recorded, request, differences);
        }

        await PlayProgramAsync(run, start.MonitorAddress, cancellation);
        if (run.Unanswered)
        {
            // The engine ended it.
            await Task.WhenAny(Task.Delay(Patience, cancellation));
            if (!cancellation.IsCancellationRequested)
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
        var run = Step.Calls.Where(c => c.Method == "LanguageRuntime.Run").ElementAtOrDefault(Interlocked.Increment(ref programs) - 1);
        if (run is null)
        {
            Differs("the program was run, which was not recorded");
        }

        return run;
    }

    /// <summary>Sends what a run of the program sent.</summary>
    public Task PlayProgramAsync(CapturedCall run, string address, CancellationToken cancellation) =>
        PlayAsync(
            address,
            [
                .. Step
                    .Calls.Where(c => c.Process == run.Process && c.Method.Split('.')[0] is "ResourceMonitor" or "Engine")
                    .Where(c => c.Process == run.Process),
            ],
            cancellation
        );

    /// <summary>Sends recorded calls as soon as those that were answered before are answered again.</summary>
    public async Task PlayAsync(string address, IReadOnlyList<CapturedCall> calls, CancellationToken cancellation)
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
                results.Add(CaptureScope.IsLeftOut(name, step.Number) ? replay.Restored(step, []) : await replay.RunStepAsync(step));
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
        programs = starts = running = mostRunning = 0;
        providers.Clear();
        begun.Clear();
        ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var (key, value) in step.Config ?? [])
        {
            CapturedConfig.Set(config, key, value);
        }

        if (CapturedFlags.Read(step.Words) is not { } flags)
        {
            return Restored(step, [$"the test engine has no {string.Join(" ", step.Words)}"]);
        }

        var events = new List<JsonObject>();
        var outcome = step.Killed
            ? await KilledEngine.RunAsync(this, directory, config, step.Words, events.Add)
            : await RunEngineAsync(flags, events);
        if (outcome.ExitCode != step.ExitCode)
        {
            Differs($"exit code: recorded {step.ExitCode}, now {outcome.ExitCode}");
        }

        CompareCalls();
        if (step.EngineEvents.Count > 0)
        {
            CompareEvents(events);
        }

        CompareState(outcome.StateFile);
        ComparePrinted(outcome.Text);
        var errors = outcome.ErrorText.Length == 0 ? [] : outcome.ErrorText.Split('\n');
        if (errors.Length != step.PrintedErrors.Count || !step.PrintedErrors.Zip(errors).All(l => Placeholders.Matches(l.First, l.Second)))
        {
            Differs($"standard error, recorded:\n{string.Join('\n', step.PrintedErrors)}\nnow:\n{outcome.ErrorText}");
        }

        var parallel = flags.Options.Parallel ?? 8;
        if (mostRunning > parallel)
        {
            Differs($"{mostRunning} steps ran at once, {parallel} may");
        }

        return differences;
    }

    private async Task<CapturedOutcome> RunEngineAsync(CapturedFlags flags, List<JsonObject> events)
    {
        var engine = new TestEngine(
            new()
            {
                ProgramDirectory = directory,
                StateDirectory = directory,
                ProjectName = "proj",
                StackName = stack,
                Config = config,
                Passphrase = Passphrase,
                ProviderLauncher = this,
                ProgramRunner = this,
                Parallel = 8,
                AnyUpstream = true,
                Display = new EventRecorder(events.Add),
                Time = new StillTime(),
            }
        );
        using var interrupt = new CancellationTokenSource();
        _ = Ended.ContinueWith(_ => interrupt.CancelAsync(), TaskScheduler.Default);
        try
        {
            var text = "";
            if (flags.PreviewFirst)
            {
                var first = flags.Options with { ContinueOnError = false, PreviewOnly = true };
                text = (
                    await (
                        flags.Operation switch
                        {
                            "refresh" => engine.RefreshAsync(first, interrupt.Token),
                            "destroy" => engine.DestroyAsync(first, interrupt.Token),
                            _ => engine.PreviewAsync(first, interrupt.Token),
                        }
                    )
                ).Text;

                // Only the events of the update were recorded.
                events.Clear();
            }

            var result = await (
                flags.Operation switch
                {
                    "preview" => engine.PreviewAsync(flags.Options, interrupt.Token),
                    "up" => engine.UpAsync(flags.Options, interrupt.Token),
                    "refresh" => engine.RefreshAsync(flags.Options, interrupt.Token),
                    "destroy" => engine.DestroyAsync(flags.Options, interrupt.Token),
                    _ => Task.FromResult(Command(engine, flags)),
                }
            );
            stack = engine.StackName;
            return new(result.ExitCode, text + result.Text, result.ErrorText, engine.StateFile);
        }
        catch (EngineException refused)
        {
            return new(1, "", $"error: {refused.Message}\n", engine.StateFile);
        }
    }

    private static EngineResult Command(TestEngine engine, CapturedFlags flags) =>
        flags.Operation switch
        {
            "state taint" => engine.Taint(new(flags.Arguments[0])),
            "state untaint" => engine.Untaint(new(flags.Arguments[0])),
            "state rename" => engine.RenameResource(new(flags.Arguments[0]), flags.Arguments[1]),
            "state delete" => engine.DeleteResource(new(flags.Arguments[0])),
            "stack rename" => engine.RenameStack(flags.Arguments[0]),
            _ => engine.Cancel(),
        };

    /// <summary>Makes the state what it was after a step that is not played.</summary>
    private IReadOnlyList<string> Restored(CapturedStep step, IReadOnlyList<string> reasons)
    {
        if (step.State is not JsonObject recorded || !step.ChangesState)
        {
            return reasons;
        }

        var file = Path.Combine(directory, ".pulumi", "stacks", "proj", "dev.json");
        var before = File.Exists(file)
            ? JsonNode.Parse(File.ReadAllText(file))!["checkpoint"]!["latest"]!["secrets_providers"]!
            : new JsonObject
            {
                ["type"] = "passphrase",
                ["state"] = new JsonObject { ["salt"] = SecretVault.Create(Passphrase).State },
            };
        var latest = Placeholders.Fill(recorded["rest"], fresh: true)!.AsObject();
        latest["secrets_providers"] = before.DeepClone();
        latest["resources"] = Placeholders.Fill(recorded["resources"], fresh: true);
        latest["manifest"] = new JsonObject
        {
            ["time"] = "2026-01-01T00:00:00Z",
            ["magic"] = "",
            ["version"] = "",
        };
        var root = new JsonObject
        {
            ["version"] = recorded["version"]!.DeepClone(),
            ["features"] = recorded["features"]!.DeepClone(),
            ["checkpoint"] = new JsonObject { ["stack"] = "organization/proj/dev", ["latest"] = latest },
        };
        var text = root.ToJsonString(Placeholders.Json);
        if (text.Contains("<ciphertext>", StringComparison.Ordinal))
        {
            return
            [
                .. reasons,
                "the state after this step holds secrets, which a recording does not tell: what follows cannot be compared",
            ];
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return reasons;
    }

    private void CompareCalls()
    {
        foreach (var process in Step.StartedProviders)
        {
            if (providers.All(p => p.Process != process))
            {
                differences.Add($"{process} was not started");
            }
        }

        foreach (var provider in providers)
        {
            var recorded = Step
                .Calls.Where(c => c.Process == provider.Process && c.Method.StartsWith("ResourceProvider.", StringComparison.Ordinal))
                .ToLookup(c => c.Urn);
            var asked = provider.Asked.ToLookup(a => a.Request["urn"]?.GetValue<string>() ?? "");
            foreach (var urn in recorded.Select(r => r.Key).Union(asked.Select(a => a.Key)))
            {
                var before = recorded[urn].ToArray();
                var now = asked[urn].ToArray();
                if (!before.Select(b => b.Method).SequenceEqual(now.Select(n => n.Method)))
                {
                    differences.Add(
                        $"{provider.Process} {urn}: recorded {string.Join(" ", before.Select(b => b.Method.Split('.')[1]))}, now "
                            + $"{string.Join(" ", now.Select(b => b.Method.Split('.')[1]))}"
                    );
                    continue;
                }

                foreach (var (call, (method, request)) in before.Zip(now))
                {
                    TakeRandomName(call.Request, request);
                    Placeholders.Compare($"{provider.Process} {method} {urn}", call.Request, request, differences);
                }
            }
        }
    }

    /// <summary>A proposed name with a random part is taken as recorded if it is one of the same pattern.</summary>
    private void TakeRandomName(JsonObject recorded, JsonObject now)
    {
        if (
            recorded["autonaming"]?["proposedName"]?.GetValue<string>() is { } name
            && now["autonaming"] is JsonObject naming
            && config.TryGetValue("pulumi:autonaming", out var section)
            && CapturedConfig
                .Patterns(JsonNode.Parse(section.Value))
                .Any(p => p.IsMatch(name) && p.IsMatch(naming["proposedName"]?.GetValue<string>() ?? ""))
        )
        {
            naming["proposedName"] = name;
        }
    }

    private void CompareEvents(IReadOnlyList<JsonObject> events)
    {
        static string Key(JsonNode? e) => e!["urn"]?.GetValue<string>() ?? (e["event"]!.GetValue<string>() == "summary" ? "summary" : "");
        var recorded = Step.EngineEvents.ToLookup(Key);
        var now = events.ToLookup(Key);
        foreach (var urn in recorded.Select(r => r.Key).Union(now.Select(n => n.Key)))
        {
            Placeholders.Compare(
                $"events {urn}",
                new JsonArray([.. recorded[urn].Select(e => Ordered(e!, "keys"))]),
                new JsonArray([.. now[urn].Select(e => Ordered(e, "keys"))]),
                differences
            );
        }
    }

    /// <summary>The real engine keeps some lists as sets: their order changes from run to run.</summary>
    private static JsonNode Ordered(JsonNode from, string list)
    {
        var ordered = from.DeepClone();
        if (ordered[list] is JsonArray members)
        {
            ordered[list] = new JsonArray([
                .. members.Select(d => d!.GetValue<string>()).Order(StringComparer.Ordinal).Select(d => (JsonNode)d),
            ]);
        }

        return ordered;
    }

    private void CompareState(string file)
    {
        if (Step.State is not JsonObject recorded)
        {
            return;
        }

        var root = File.Exists(file)
            ? JsonNode.Parse(File.ReadAllText(file))!
            : JsonNode.Parse(
                """{"version":3,"checkpoint":{"latest":{"secrets_providers":{"type":"passphrase","state":{"salt":"none yet"}},"metadata":{}}}}"""
            )!;
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

        // Resources that do not need one another may be saved in any order; several that were replaced may have one name.
        static string Key(JsonNode r) => r["urn"]!.GetValue<string>() + (r["delete"] is null ? "" : " (deleted)");
        var before = recorded["resources"]!.AsArray().ToLookup(r => Key(r!), r => Ordered(r!, "dependencies"));
        var after = resources.ToLookup(Key, r => Ordered(r, "dependencies"));
        foreach (var key in before.Select(b => b.Key).Union(after.Select(a => a.Key)))
        {
            Placeholders.Compare(
                $"state {key}",
                new JsonArray([.. before[key].Select(r => r.DeepClone())]),
                new JsonArray([.. after[key].Select(r => r.DeepClone())]),
                differences
            );
        }

        if (Step.StateFile is { } whole)
        {
            Placeholders.Compare("state file", whole, root, differences);
        }

        if (Step.StateInClear is { } clear)
        {
            var vault = SecretVault.Open(latest["secrets_providers"]!["state"]!["salt"]!.GetValue<string>(), Passphrase);
            Placeholders.Compare("state in clear", clear["resources"], InClear(latest["resources"], vault), differences);
        }
    }

    /// <summary>A part of a state with every secret shown.</summary>
    private static JsonNode? InClear(JsonNode? node, SecretVault vault) =>
        node switch
        {
            JsonObject secret when secret["ciphertext"] is { } text => new JsonObject
            {
                [PropertyCodec.SignatureKey] = secret[PropertyCodec.SignatureKey]!.DeepClone(),
                ["plaintext"] = vault.Decrypt(text.GetValue<string>()),
            },
            JsonObject map => new JsonObject(map.Select(m => KeyValuePair.Create(m.Key, InClear(m.Value, vault)))),
            JsonArray list => new JsonArray([.. list.Select(i => InClear(i, vault))]),
            _ => node?.DeepClone(),
        };

    /// <summary>A preview prints one JSON document, an update one a line.</summary>
    private void ComparePrintedJson(string json, string text)
    {
        if (!text.StartsWith('{'))
        {
            differences.Add($"printed: recorded JSON, now {text}");
            return;
        }

        var recorded = Documents(json);
        var now = Documents(text);
        if (recorded.Count == 1)
        {
            recorded[0]!["duration"] = now[0]!["duration"]?.DeepClone();
            SortSteps(recorded[0]!);
            SortSteps(now[0]!);
        }
        else
        {
            foreach (var (then, here) in recorded.Zip(now))
            {
                then!["timestamp"] = here!["timestamp"]?.DeepClone();
            }
        }

        Placeholders.Compare("printed", recorded, now, differences);

        static JsonArray Documents(string printed) =>
            [
                .. (printed.Contains("}\n{", StringComparison.Ordinal) ? printed.TrimEnd().Split('\n') : [printed]).Select(line =>
                    JsonNode.Parse(line)
                ),
            ];

        // What runs at once is printed as it comes.
        static void SortSteps(JsonNode digest)
        {
            if (digest["steps"] is JsonArray steps)
            {
                digest["steps"] = new JsonArray([
                    .. steps.Select(s => s!.DeepClone()).OrderBy(s => s["urn"]!.GetValue<string>(), StringComparer.Ordinal),
                ]);
            }
        }
    }

    private void ComparePrinted(string text)
    {
        if (Step.PrintedJson is { } json)
        {
            ComparePrintedJson(json, text);
            return;
        }

        if (PrintedText.Difference(Ended(Step.Printed!), string.Join('\n', Ended(text.Split('\n'))), atOnce: true) is { } difference)
        {
            differences.Add(difference);
        }

        // A killed engine may have begun to say that something lasts.
        IReadOnlyList<string> Ended(IReadOnlyList<string> lines)
        {
            var end = lines.Count;
            while (Step.Killed && end > 0 && (lines[end - 1].Length == 0 || lines[end - 1].StartsWith("@ ", StringComparison.Ordinal)))
            {
                end--;
            }

            return [.. lines.Take(end)];
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
                // The text of a broken connection is the transport's own.
                var said = failure.Status.DebugException is null
                    ? $"{Wire.CodeName(failure.StatusCode)}: {failure.Status.Detail}"
                    : "Unavailable: error reading from server: EOF";
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
}
