namespace NeonFlow.Testing.Engine;

/// <remarks>In pulumi/pulumi: Options (pkg/resource/deploy/deployment.go).</remarks>
internal sealed record DeploymentOptions
{
    public required OperationKind Kind { get; init; }

    public required bool Preview { get; init; }

    public required string Project { get; init; }

    public required string Stack { get; init; }

    public string Organization { get; init; } = "organization";

    public required string RootDirectory { get; init; }

    public required IReadOnlyDictionary<string, ConfigValue> Config { get; init; }

    public required IProviderLauncher Providers { get; init; }

    public required IProgramRunner Program { get; init; }

    /// <summary>What the program may ask of other stacks.</summary>
    public required StackOutputs Stacks { get; init; }

    public IReadOnlyDictionary<string, string> ProviderEnvironment { get; init; } = new Dictionary<string, string>();

    public int Parallel { get; init; } = 4 * Environment.ProcessorCount;

    public bool Refresh { get; init; }

    public bool ContinueOnError { get; init; }

    public bool ClearPendingCreates { get; init; }

    public OperationTargets Targets { get; init; } = OperationTargets.All;

    public EngineAbilities Abilities { get; init; } = EngineAbilities.Newest;

    public bool LoopbackOnly { get; init; }

    public bool RunProgram { get; init; }
}
