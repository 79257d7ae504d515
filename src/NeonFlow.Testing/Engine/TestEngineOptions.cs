namespace NeonFlow.Testing.Engine;

/// <summary>What a test engine needs to know of a stack.</summary>
public sealed record TestEngineOptions
{
    /// <summary>
    /// The program's folder, with its Pulumi.yaml. Required. A program whose Pulumi.yaml names no <c>runtime.options.binary</c> is built
    /// before each run.
    /// </summary>
    public required string ProgramDirectory { get; init; }

    /// <summary>The stack's name. Default: <c>dev</c>.</summary>
    public string StackName { get; init; } = "dev";

    /// <summary>Where the state is kept, as the pulumi CLI's file backend keeps it. Required.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>
    /// The stack's config by <c>namespace:key</c>; it wins over <c>Pulumi.&lt;stack&gt;.yaml</c>, whose secrets
    /// <see cref="Passphrase"/> decrypts. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, ConfigValue> Config { get; init; } = new Dictionary<string, ConfigValue>();

    /// <summary>What the secrets of the state are encrypted with. Default: the empty passphrase.</summary>
    public string Passphrase { get; init; } = "";

    /// <summary>
    /// Provider executables (or .dll files) by package. Default: those of Pulumi.yaml's <c>plugins</c>, else for <c>neonflow</c> the one
    /// that the environment variable <c>NEONFLOW_PROVIDER</c> names, else
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

    /// <summary>
    /// A program inside this process instead of the folder's own; it returns the exit code, as <c>Deployment.RunAsync</c> does. Default:
    /// none.
    /// </summary>
    public Func<Task<int>>? Program { get; init; }

    /// <summary>
    /// The version of the pulumi CLI whose engine this one acts as towards providers and in the state: what is sent, whether resources
    /// are read before a plan, the format of the state, exit codes. What is printed is what the newest prints. Default: 3.259.
    /// </summary>
    public Version EngineVersion { get; init; } = EngineAbilities.Newest.Version;

    /// <summary>How texts name commands; only a command line of its own names others than the pulumi CLI's.</summary>
    internal CommandWords Commands { get; init; } = CommandWords.Pulumi;

    /// <summary>Providers that more is known of than the protocol says.</summary>
    internal IReadOnlyList<KnownProvider> KnownProviders { get; init; } = [NeonFlowProvider.Known];

    internal IProviderLauncher? ProviderLauncher { get; init; }

    internal IProgramRunner? ProgramRunner { get; init; }

    internal string? ProjectName { get; init; }

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Only recordings, whose upstreams do not exist, are replayed with foreign addresses in their config.</summary>
    internal bool AnyUpstream { get; init; }
}
