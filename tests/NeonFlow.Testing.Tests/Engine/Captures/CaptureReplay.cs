using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Tests.Display;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>
/// Runs the test engine through one capture, with a program and a provider that say only what was recorded, and notes every difference.
/// </summary>
internal sealed partial class CaptureReplay : IProviderLauncher, IProgramRunner
{
    /// <summary>How long is waited for what was recorded, before its absence is a difference; a busy machine is slow.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public const string Passphrase = "capture";

    private static readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<IReadOnlyList<string>>>>> Runs = new(
        StringComparer.Ordinal
    );

    private readonly Dictionary<string, ConfigValue> _config = new(StringComparer.Ordinal);
    private readonly List<ReplayedProvider> _providers = [];
    private readonly HashSet<CapturedCall> _begun = [];
    private readonly Lock _gate = new();
    private readonly string _directory;
    private readonly Version _recorded;
    private List<string> _differences = [];
    private TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _stack = "dev";
    private int _starts;
    private int _programs;
    private int _running;
    private int _mostRunning;

    private CaptureReplay(string directory, Version recorded) => (_directory, _recorded) = (directory, recorded);

    public Placeholders Placeholders { get; } = new();

    public CapturedStep Step { get; private set; } = null!;

    // The test engine prints, and says of itself in the state file, what the newest engine does.
    private bool IsOlder => _recorded < EngineAbilities.Newest.Version;

    /// <summary>Completes when everything has begun that was under way when the recorded operation was killed or interrupted.</summary>
    public Task Ended => _ended.Task;

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

        var process = Step.StartedProviders.ElementAtOrDefault(Interlocked.Increment(ref _starts) - 1);
        if (process is null)
        {
            process = $"provider#{_starts}";
            Differs($"{process} was started, which was not recorded");
        }

        var provider = await ReplayedProvider.StartAsync(this, process, engineAddress);
        lock (_gate)
        {
            _providers.Add(provider);
        }

        return provider;

        static string Told(CapturedCall start, string name) => start.Extra?[name]?.ToJsonString() ?? "";
    }

    public void Differs(string difference)
    {
        lock (_gate)
        {
            _differences.Add(difference);
        }
    }

    /// <summary>Notes that a recorded call has begun again.</summary>
    public void Begin(CapturedCall call)
    {
        lock (_gate)
        {
            _begun.Add(call);
            if (
                Step.EndedAt is { } end
                && Step.Calls.Where(c => c.Seq < end && c.Method.Split('.')[0] is "ResourceMonitor" or "ResourceProvider" && c.Seq < end)
                    .All(_begun.Contains)
            )
            {
                _ended.TrySetResult();
            }
        }
    }

    /// <summary>Waits until the other calls have begun as well; false when they do not.</summary>
    public async Task<bool> BegunAsync(IReadOnlyCollection<CapturedCall> calls, CancellationToken stop)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            lock (_gate)
            {
                if (calls.All(_begun.Contains))
                {
                    return true;
                }
            }

            if (waited.Elapsed > Patience)
            {
                return false;
            }

            await Task.Delay(10, stop);
        }
    }

    /// <summary>Counts the steps that run at once while one does.</summary>
    public void Running(int more)
    {
        lock (_gate)
        {
            _running += more;
            _mostRunning = Math.Max(_mostRunning, _running);
        }
    }

    private static async Task<IReadOnlyList<IReadOnlyList<string>>> RunAsync(string name)
    {
        var capture = Capture.Load(name);
        var directory = Directory.CreateTempSubdirectory("engine-capture-").FullName;
        try
        {
            var replay = new CaptureReplay(directory, capture.Engine);
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
        _differences = [];
        _programs = _starts = _running = _mostRunning = 0;
        _providers.Clear();
        _begun.Clear();
        _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var (key, value) in step.Config ?? [])
        {
            CapturedConfig.Set(_config, key, value);
        }

        if (CapturedFlags.Read(step.Words) is not { } flags)
        {
            return Restored(step, [$"the test engine has no {string.Join(" ", step.Words)}"]);
        }

        var events = new List<JsonObject>();
        var outcome = step.Killed
            ? await KilledEngine.RunAsync(this, _directory, _config, step.Words, events.Add)
            : await RunEngineAsync(flags, events);
        if (outcome.ExitCode != step.ExitCode)
        {
            Differs($"exit code: recorded {step.ExitCode}, now {outcome.ExitCode}");
        }

        CompareCalls();
        CompareState(outcome.StateFile);
        if (IsOlder)
        {
            return _differences;
        }

        if (step.EngineEvents.Count > 0)
        {
            CompareEvents(events);
        }

        ComparePrinted(outcome.Text);
        var errors = outcome.ErrorText.Length == 0 ? [] : outcome.ErrorText.Split('\n');
        if (errors.Length != step.PrintedErrors.Count || !step.PrintedErrors.Zip(errors).All(l => Placeholders.Matches(l.First, l.Second)))
        {
            Differs($"standard error, recorded:\n{string.Join('\n', step.PrintedErrors)}\nnow:\n{outcome.ErrorText}");
        }

        var parallel = flags.Options.Parallel ?? 8;
        if (_mostRunning > parallel)
        {
            Differs($"{_mostRunning} steps ran at once, {parallel} may");
        }

        return _differences;
    }

    private async Task<CapturedOutcome> RunEngineAsync(CapturedFlags flags, List<JsonObject> events)
    {
        var engine = new TestEngine(
            new()
            {
                ProgramDirectory = _directory,
                StateDirectory = _directory,
                ProjectName = "proj",
                StackName = _stack,
                Config = _config,
                Passphrase = Passphrase,
                ProviderLauncher = this,
                ProgramRunner = this,
                Parallel = 8,
                AnyUpstream = true,
                EngineVersion = _recorded,
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
            _stack = engine.StackName;
            return new(result.ExitCode, text + result.Text, result.ErrorText, engine.StateFile);
        }
        catch (EngineException refused)
        {
            return new(new EngineAbilities(_recorded).FailureExitCode, "", $"error: {refused.Message}\n", engine.StateFile);
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

        var file = Path.Combine(_directory, ".pulumi", "stacks", "proj", "dev.json");
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
}
