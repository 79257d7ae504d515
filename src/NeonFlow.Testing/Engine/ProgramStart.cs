namespace NeonFlow.Testing.Engine;

/// <summary>What a program must know to run.</summary>
/// <remarks>In pulumi/pulumi: RunInfo (pkg/resource/plugin/langruntime.go).</remarks>
internal sealed record ProgramStart(
    string MonitorAddress,
    string EngineAddress,
    string Project,
    string Stack,
    string Organization,
    string RootDirectory,
    IReadOnlyDictionary<string, ConfigValue> Config,
    bool Preview,
    int Parallel,
    Action<string, bool> Said,
    Action<string> Status
);
