using NeonFlow.Testing.Engine.Display;

namespace NeonFlow.Testing.Engine;

/// <summary>What a test engine needs to know of a stack.</summary>
public sealed record TestEngineOptions
{
    /// <summary>The program's folder, with its Pulumi.yaml. Required. A program whose Pulumi.yaml names no <c>runtime.options.binary</c> is built before each run.</summary>
    public required string ProgramDirectory { get; init; }

    /// <summary>The stack's name. Default: <c>dev</c>.</summary>
    public string StackName { get; init; } = "dev";

    /// <summary>Where the state is kept, as the pulumi CLI's file backend keeps it. Required.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The stack's config by <c>namespace:key</c>; it wins over the plain values of <c>Pulumi.&lt;stack&gt;.yaml</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, ConfigValue> Config { get; init; } = new Dictionary<string, ConfigValue>();

    /// <summary>What the secrets of the state are encrypted with. Default: the empty passphrase.</summary>
    public string Passphrase { get; init; } = "";

    /// <summary>
    /// Provider executables (or .dll files) by package. Default: those of Pulumi.yaml's <c>plugins</c>, else for <c>neonflow</c> the one that the environment variable <c>NEONFLOW_PROVIDER</c> names, else
    /// those on PATH.
    /// </summary>
    public IReadOnlyDictionary<string, string> ProviderExecutables { get; init; } = new Dictionary<string, string>();

    /// <summary>Variables for the program and the providers, on top of this process's own. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where what the real CLI prints is written as it happens; every result holds the text as well. Default: nowhere.</summary>
    public TextWriter? Output { get; init; }

    /// <summary>Whether <see cref="Output"/> is a terminal: rows are drawn over again, in colour. Default: false.</summary>
    public bool Terminal { get; init; }

    /// <summary>Whether a terminal is written to in colour. Default: true.</summary>
    public bool Color { get; init; } = true;

    /// <summary>Somebody else who is told of every event. Default: nobody.</summary>
    public IEngineDisplay? Display { get; init; }

    /// <summary>How many steps run at once. Default: four for each processor.</summary>
    public int Parallel { get; init; } = 4 * System.Environment.ProcessorCount;

    /// <summary>A program inside this process instead of the folder's own; it returns the exit code, as <c>Deployment.RunAsync</c> does. Default: none.</summary>
    public Func<Task<int>>? Program { get; init; }

    internal IProviderLauncher? ProviderLauncher { get; init; }

    internal IProgramRunner? ProgramRunner { get; init; }

    internal string? ProjectName { get; init; }

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Only recordings, whose upstreams do not exist, are replayed with foreign addresses in their config.</summary>
    internal bool AnyUpstream { get; init; }
}

/// <summary>How an operation is run; the names are those of the pulumi CLI's flags.</summary>
public sealed record OperationOptions
{
    /// <summary>Reads every resource first. Default: false; resources that ask for it are read anyway.</summary>
    public bool Refresh { get; init; }

    /// <summary>Prints the tree of properties instead of rows. Default: false.</summary>
    public bool Diff { get; init; }

    /// <summary>Prints one JSON document when a preview is over, instead of rows. Default: false.</summary>
    public bool Json { get; init; }

    /// <summary>Ends with exit code 7 when something changes. Default: false.</summary>
    public bool ExpectNoChanges { get; init; }

    /// <summary>Goes on with what does not depend on a failed step. Default: false. A preview knows no such flag and ends with exit code 1.</summary>
    public bool ContinueOnError { get; init; }

    /// <summary>Refresh and destroy: shows what would happen, changes nothing. Default: false.</summary>
    public bool PreviewOnly { get; init; }

    /// <summary>Refresh: forgets creations that an interrupted engine left behind. Default: false.</summary>
    public bool ClearPendingCreates { get; init; }

    /// <summary>Refresh: runs the program, so that the current config is used. Default: false.</summary>
    public bool RunProgram { get; init; }

    /// <summary>How many steps run at once. Default: what the engine's options say.</summary>
    public int? Parallel { get; init; }
}

/// <summary>How an operation went.</summary>
public sealed record EngineResult
{
    /// <summary>Whether nothing failed.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>What the CLI would exit with: 0, 1 on failures, 7 when changes were not expected.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Each step that ended well, in that order, the engine's own default providers left out.</summary>
    public required IReadOnlyList<StepMetadata> Steps { get; init; }

    /// <summary>How many resources each kind of step concerned.</summary>
    public required IReadOnlyDictionary<StepOp, int> Changes { get; init; }

    /// <summary>Everything that was said to the user.</summary>
    public required IReadOnlyList<DiagnosticEvent> Diagnostics { get; init; }

    /// <summary>The stack's outputs; secret ones are wrapped, <see cref="PropertyValue.Unwrapped"/> opens them.</summary>
    public required PropertyMap Outputs { get; init; }

    /// <summary>The resources of the stack after the operation (of a preview: as saved before it).</summary>
    public required IReadOnlyList<StepState> Resources { get; init; }

    /// <summary>What was printed.</summary>
    public required string Text { get; init; }

    /// <summary>What the CLI prints to standard error.</summary>
    public required string ErrorText { get; init; }

    /// <summary>Whether any resource changes, other than being read.</summary>
    public bool HasChanges => Changes.Keys.Any(op => op is not (StepOp.Same or StepOp.Read or StepOp.Refresh));
}

/// <summary>
/// Runs a Pulumi program against real providers as the pulumi CLI does, with a state in files and without an account. It is for
/// tests: it refuses upstreams that are not on this machine.
/// </summary>
public sealed class TestEngine
{
    private readonly TestEngineOptions options;
    private readonly ProjectFile? project;
    private readonly StateFolder folder;

    /// <summary>An engine for one stack; the program folder is read now, its program runs later.</summary>
    public TestEngine(TestEngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        project = options.ProjectName is null ? ProjectFile.Load(options.ProgramDirectory) : null;
        folder = new(options.StateDirectory, Project, options.StackName);
    }

    /// <summary>The project's name, from Pulumi.yaml.</summary>
    public string Project => options.ProjectName ?? project!.Name;

    /// <summary>The state file, whether it exists or not.</summary>
    public string StateFile => folder.StateFile;

    /// <summary>Shows what an update would do; changes nothing and saves nothing.</summary>
    public Task<EngineResult> PreviewAsync(OperationOptions? how = null, CancellationToken cancellation = default) =>
        RunAsync(OperationKind.Update, true, how ?? new(), cancellation);

    /// <summary>Makes the stack what the program says, without asking.</summary>
    public Task<EngineResult> UpAsync(OperationOptions? how = null, CancellationToken cancellation = default) =>
        RunAsync(OperationKind.Update, false, how ?? new(), cancellation);

    /// <summary>Reads every resource and puts what is found into the state.</summary>
    public Task<EngineResult> RefreshAsync(OperationOptions? how = null, CancellationToken cancellation = default) =>
        RunAsync(OperationKind.Refresh, how?.PreviewOnly ?? false, how ?? new(), cancellation);

    /// <summary>Deletes everything of the stack, dependants first.</summary>
    public Task<EngineResult> DestroyAsync(OperationOptions? how = null, CancellationToken cancellation = default) =>
        RunAsync(OperationKind.Destroy, how?.PreviewOnly ?? false, how ?? new(), cancellation);

    /// <summary>Removes the lock that a killed engine left behind, as <c>pulumi cancel</c> does.</summary>
    public EngineResult Cancel()
    {
        folder.Unlock();
        return Without(0, $"The currently running update for '{options.StackName}' has been canceled!\n", "");
    }

    /// <summary>The resources of the saved state.</summary>
    public IReadOnlyList<StepState> Resources() => [.. folder.Load(options.Passphrase).Resources.Select(r => r.ToStepState(new Redaction([])))];

    private async Task<EngineResult> RunAsync(OperationKind kind, bool preview, OperationOptions how, CancellationToken cancellation)
    {
        if (kind == OperationKind.Update && preview && how.ContinueOnError)
        {
            // The CLI runs nothing when it does not know a flag.
            return Without(1, "", "error: unknown flag: --continue-on-error\n");
        }

        var config = new Dictionary<string, ConfigValue>(project?.StackConfig(options.StackName) ?? new Dictionary<string, ConfigValue>(), StringComparer.Ordinal);
        foreach (var (key, value) in options.Config)
        {
            config[key.Contains(':', StringComparison.Ordinal) ? key : $"{Project}:{key}"] = value;
        }

        if (!options.AnyUpstream)
        {
            DemandLoopback(config);
        }

        using var held = preview ? null : folder.Lock();
        var state = folder.Load(options.Passphrase);
        using var text = new StringWriter();
        using var errors = new StringWriter();
        var shown = new Recorder(options.Output, text);
        var display = Display(kind, preview, how, shown, errors, state);
        var said = new List<DiagnosticEvent>();
        Diagnostics? diagnostics = null;
        diagnostics = new(
            engineEvent =>
            {
                if (engineEvent is DiagnosticEvent diagnostic)
                {
                    said.Add(diagnostic);
                }

                display.On(engineEvent);
                options.Display?.On(engineEvent);
            },
            new Redaction(config.Values.Where(c => c.Secret).Select(c => c.Value)));

        var providers = new Dictionary<string, string>(project?.Providers ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        if (System.Environment.GetEnvironmentVariable("NEONFLOW_PROVIDER") is { Length: > 0 } named)
        {
            providers.TryAdd("neonflow", Path.GetFullPath(named));
        }

        foreach (var (package, path) in options.ProviderExecutables)
        {
            providers[package] = Path.GetFullPath(path);
        }

        var deployment = new Deployment(
            new()
            {
                Kind = kind,
                Preview = preview,
                Project = Project,
                Stack = options.StackName,
                RootDirectory = Path.GetFullPath(options.ProgramDirectory),
                Config = config,
                Providers = options.ProviderLauncher ?? new ProviderExecutables(providers, options.Environment, () => diagnostics),
                Program = options.ProgramRunner
                    ?? (options.Program is { } program ? new ProgramFunction(program, options.Environment) : new ProgramProcess(project!, options.Environment)),
                ProviderEnvironment = RuntimeVariables(),
                Parallel = how.Parallel ?? options.Parallel,
                Refresh = how.Refresh,
                ContinueOnError = how.ContinueOnError,
                ClearPendingCreates = how.ClearPendingCreates,
                RunProgram = how.RunProgram,
                LoopbackOnly = !options.AnyUpstream,
            },
            state,
            diagnostics,
            folder.Save);
        DeploymentResult result;
        try
        {
            result = await deployment.RunAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            (display as IDisposable)?.Dispose();
        }

        var exit = result.Succeeded ? 0 : 1;
        if (result.Error is { } error)
        {
            await errors.WriteAsync($"error: {error}\n").ConfigureAwait(false);
        }

        var changed = result.Changes.Keys.Any(op => op is not (StepOp.Same or StepOp.Read or StepOp.Refresh));
        if (exit == 0 && how.ExpectNoChanges && changed)
        {
            exit = 7;
            await errors.WriteAsync(preview ? "error: no changes were expected for preview but changes were proposed\n" : "error: no changes were expected but changes occurred\n").ConfigureAwait(false);
        }

        var after = preview ? folder.Load(options.Passphrase) : deployment.State;
        var outputs = preview
            ? deployment.Registered(Urn.Create(options.StackName, Project, "", Urn.StackType, $"{Project}-{options.StackName}"))?.Outputs
            : after.Resources.FirstOrDefault(r => r.Urn.IsStack)?.Outputs;
        return new()
        {
            ExitCode = exit,
            Steps = deployment.Ended,
            Changes = result.Changes,
            Diagnostics = said,
            Outputs = outputs ?? PropertyMap.Empty,
            Resources = [.. after.Resources.Select(r => r.ToStepState(new Redaction([])))],
            Text = text.ToString(),
            ErrorText = errors.ToString(),
        };
    }

    /// <summary>A result without an operation.</summary>
    private EngineResult Without(int exitCode, string text, string errorText)
    {
        options.Output?.Write(text);
        return new()
        {
            ExitCode = exitCode,
            Steps = [],
            Changes = new Dictionary<StepOp, int>(),
            Diagnostics = [],
            Outputs = PropertyMap.Empty,
            Resources = Resources(),
            Text = text,
            ErrorText = errorText,
        };
    }

    private IEngineDisplay Display(OperationKind kind, bool preview, OperationOptions how, TextWriter output, TextWriter errors, StackState state)
    {
        var display = new DisplayOptions
        {
            Operation = kind,
            IsPreview = preview,
            Stack = options.StackName,
            Project = Project,
            Color = options.Terminal && options.Color,
            Interactive = options.Terminal,
            Time = options.Time,
        };
        if (how.Json)
        {
            return new PreviewDigest(output, state.Vault);
        }

        return how.Diff ? new DiffDisplay(output, display, errors) : new ProgressDisplay(output, display);
    }

    private Dictionary<string, string> RuntimeVariables() =>
        (project?.RuntimeOptions ?? new Dictionary<string, string>()).ToDictionary(o => "PULUMI_RUNTIME_" + o.Key.ToUpperInvariant(), o => o.Value);

    private void DemandLoopback(Dictionary<string, ConfigValue> config)
    {
        foreach (var (key, value) in config)
        {
            Loopback.Demand(value.Value, $"config {key}");
        }

        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            if ((string)variable.Key is var name && (name.StartsWith("NEON", StringComparison.Ordinal) || name.StartsWith("FLOW_", StringComparison.Ordinal)) && !options.Environment.ContainsKey(name))
            {
                Loopback.Demand((string?)variable.Value, $"environment variable {name}");
            }
        }

        foreach (var (name, value) in options.Environment)
        {
            Loopback.Demand(value, $"environment variable {name}");
        }
    }

    /// <summary>Writes to the caller's writer, if there is one, and keeps a copy.</summary>
    private sealed class Recorder(TextWriter? first, TextWriter second) : TextWriter
    {
        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void Write(char value)
        {
            first?.Write(value);
            second.Write(value);
        }

        public override void Write(string? value)
        {
            first?.Write(value);
            second.Write(value);
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            first?.Write(buffer);
            second.Write(buffer);
        }

        public override void Flush() => first?.Flush();
    }
}
