using NeonFlow.Testing.Engine.Display;

namespace NeonFlow.Testing.Engine;

/// <summary>
/// Runs a Pulumi program against real providers as the pulumi CLI does, with a state in files and without an account. It is for
/// tests: it refuses upstreams that are not on this machine.
/// </summary>
/// <remarks>In pulumi/pulumi: diyBackend.apply (pkg/backend/diy/backend.go).</remarks>
public sealed partial class TestEngine
{
    private readonly TestEngineOptions _options;
    private readonly ProjectFile? _project;
    private StateFolder _folder;

    private EngineAbilities Abilities => new(_options.EngineVersion);

    /// <summary>An engine for one stack; the program folder is read now, its program runs later.</summary>
    public TestEngine(TestEngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _project = options.ProjectName is null ? ProjectFile.Load(options.ProgramDirectory) : null;
        StackName = options.StackName;
        _folder = new(options.StateDirectory, Project, StackName, Abilities);
    }

    /// <summary>The project's name, from Pulumi.yaml.</summary>
    public string Project => _options.ProjectName ?? _project!.Name;

    /// <summary>The stack's name: that of the options, until the stack is renamed.</summary>
    public string StackName { get; private set; }

    /// <summary>The state file, whether it exists or not.</summary>
    public string StateFile => _folder.StateFile;

    /// <summary>Shows what an update would do; changes nothing and saves nothing.</summary>
    public Task<EngineResult> PreviewAsync(OperationOptions? how = null, CancellationToken cancellationToken = default) =>
        RunAsync(OperationKind.Update, true, how ?? new(), cancellationToken);

    /// <summary>Makes the stack what the program says, without asking.</summary>
    public Task<EngineResult> UpAsync(OperationOptions? how = null, CancellationToken cancellationToken = default) =>
        RunAsync(OperationKind.Update, false, how ?? new(), cancellationToken);

    /// <summary>Reads every resource and puts what is found into the state.</summary>
    public Task<EngineResult> RefreshAsync(OperationOptions? how = null, CancellationToken cancellationToken = default) =>
        RunAsync(OperationKind.Refresh, how?.PreviewOnly ?? false, how ?? new(), cancellationToken);

    /// <summary>Deletes everything of the stack, dependants first.</summary>
    public Task<EngineResult> DestroyAsync(OperationOptions? how = null, CancellationToken cancellationToken = default) =>
        RunAsync(OperationKind.Destroy, how?.PreviewOnly ?? false, how ?? new(), cancellationToken);

    /// <summary>The resources of the saved state.</summary>
    public IReadOnlyList<StepState> Resources() =>
        [.. _folder.Load(_options.Passphrase).Resources.Select(r => r.ToStepState(new Redaction([])))];

    private async Task<EngineResult> RunAsync(OperationKind kind, bool preview, OperationOptions how, CancellationToken cancellationToken)
    {
        var first =
            preview || !how.PreviewFirst
                ? null
                : await RunOnceAsync(kind, true, how with { ContinueOnError = false }, cancellationToken).ConfigureAwait(false);
        if (first is { Succeeded: false })
        {
            return first;
        }

        var result = await RunOnceAsync(kind, preview, how, cancellationToken).ConfigureAwait(false);
        return first is null ? result : result with { Text = first.Text + result.Text };
    }

    private async Task<EngineResult> RunOnceAsync(
        OperationKind kind,
        bool preview,
        OperationOptions how,
        CancellationToken cancellationToken
    )
    {
        if (how.Refused(kind, preview) is { } refused)
        {
            return Without(1, "", $"error: {refused}\n");
        }

        if (how.RunProgram && how.Target.Count + how.Exclude.Count > 0)
        {
            throw new EngineException("in the test engine only a refresh that does not run the program takes Target and Exclude");
        }

        var config = new Dictionary<string, ConfigValue>(
            _project?.ConfigOf(StackName).Read(_options.Passphrase) ?? new Dictionary<string, ConfigValue>(),
            StringComparer.Ordinal
        );
        foreach (var (key, value) in _options.Config)
        {
            config[key.Contains(':', StringComparison.Ordinal) ? key : $"{Project}:{key}"] = value;
        }

        if (!_options.AnyUpstream)
        {
            DemandLoopback(config);
        }

        using var held = preview ? null : _folder.Lock();
        var state = _folder.Load(_options.Passphrase);
        using var text = new StringWriter();
        using var errors = new StringWriter();
        var shown = new Recorder(_options.Output, text);
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
                _options.Display?.On(engineEvent);
            },
            new Redaction(config.Values.Where(c => c.Secret).Select(c => c.Value)),
            _options.Commands
        );

        var providers = new Dictionary<string, string>(_project?.Providers ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var known in _options.KnownProviders)
        {
            if (System.Environment.GetEnvironmentVariable(known.Variable) is { Length: > 0 } named)
            {
                providers.TryAdd(known.Package, Path.GetFullPath(named));
            }
        }

        foreach (var (package, path) in _options.ProviderExecutables)
        {
            providers[package] = Path.GetFullPath(path);
        }

        var deployment = new Deployment(
            new()
            {
                Kind = kind,
                Preview = preview,
                Project = Project,
                Stack = StackName,
                RootDirectory = Path.GetFullPath(_options.ProgramDirectory),
                Config = config,
                Providers =
                    _options.ProviderLauncher
                    ?? new ProviderExecutables(providers, _options.Environment, () => diagnostics, _options.KnownProviders),
                Program =
                    _options.ProgramRunner
                    ?? (
                        _options.Program is { } program
                            ? new ProgramFunction(program, _options.Environment)
                            : new ProgramProcess(_project!, _options.Environment)
                    ),
                Stacks = new(_options.StateDirectory, Project, _options.Passphrase, Abilities),
                ProviderEnvironment = RuntimeVariables(),
                Parallel = how.Parallel ?? _options.Parallel,
                Refresh = how.Refresh,
                ContinueOnError = how.ContinueOnError,
                ClearPendingCreates = how.ClearPendingCreates,
                RunProgram = how.RunProgram,
                Targets = how.Targets,
                LoopbackOnly = !_options.AnyUpstream,
                Abilities = Abilities,
            },
            state,
            diagnostics,
            _folder.Save
        );
        DeploymentResult result;
        try
        {
            result = await deployment.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            (display as IDisposable)?.Dispose();
        }

        var exit = result.Succeeded ? 0 : Abilities.FailureExitCode;
        if (result.Error is { } error)
        {
            await errors.WriteAsync($"error: {_options.Commands.In(error)}\n").ConfigureAwait(false);
        }

        var changed = result.Changes.Keys.Any(op => op is not (StepOp.Same or StepOp.Read or StepOp.Refresh));
        if (exit == 0 && how.ExpectNoChanges && changed)
        {
            exit = Abilities.ChangesExitCode;
            await errors
                .WriteAsync(
                    preview
                        ? "error: no changes were expected for preview but changes were proposed\n"
                        : "error: no changes were expected but changes occurred\n"
                )
                .ConfigureAwait(false);
        }

        var after = preview ? _folder.Load(_options.Passphrase) : deployment.State;
        var outputs = preview
            ? deployment.FindNew(Urn.Create(StackName, Project, "", Urn.StackType, $"{Project}-{StackName}"))?.Outputs
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

    private IEngineDisplay Display(
        OperationKind kind,
        bool preview,
        OperationOptions how,
        TextWriter output,
        TextWriter errors,
        StackState state
    )
    {
        var display = new DisplayOptions
        {
            Operation = kind,
            IsPreview = preview,
            Stack = StackName,
            Project = Project,
            IsTargeted = how.Target.Count > 0,
            Color = _options.Terminal && _options.Color,
            Interactive = _options.Terminal,
            Time = _options.Time,
            Commands = _options.Commands,
        };
        if (how.Json)
        {
            return preview ? new PreviewDigest(output, state.Vault) : new EventStream(output, state.Vault, _options.Time);
        }

        return how.Diff ? new DiffDisplay(output, display, errors) : new ProgressDisplay(output, display);
    }

    private Dictionary<string, string> RuntimeVariables() =>
        (_project?.RuntimeOptions ?? new Dictionary<string, string>()).ToDictionary(
            o => "PULUMI_RUNTIME_" + o.Key.ToUpperInvariant(),
            o => o.Value
        );

    private void DemandLoopback(Dictionary<string, ConfigValue> config)
    {
        foreach (var (key, value) in config)
        {
            Loopback.Demand(value.Value, $"config {key}");
        }

        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            if (
                (string)variable.Key is var name
                && (name.StartsWith("NEON", StringComparison.Ordinal) || name.StartsWith("FLOW_", StringComparison.Ordinal))
                && !_options.Environment.ContainsKey(name)
            )
            {
                Loopback.Demand((string?)variable.Value, $"environment variable {name}");
            }
        }

        foreach (var (name, value) in _options.Environment)
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
