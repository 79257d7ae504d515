using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Demo;

/// <summary>The demo on the test engine.</summary>
internal sealed class TestEngineRun(
    string program,
    string state,
    string provider,
    IReadOnlyDictionary<string, string> environment,
    TextWriter? echo
) : IDemoEngine
{
    public string Name => "the test engine of NeonFlow.Testing";

    public IDictionary<string, string> Config { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public Task<Said> PreviewAsync(bool diff, bool expectNoChanges) =>
        RunAsync(e => e.PreviewAsync(new() { Diff = diff, ExpectNoChanges = expectNoChanges }));

    // As the pulumi CLI does: up begins with a preview, and nothing is touched when that fails.
    public async Task<Said> UpAsync()
    {
        var preview = await PreviewAsync(diff: false, expectNoChanges: false).ConfigureAwait(false);
        return preview.ExitCode != 0 ? preview : await RunAsync(static e => e.UpAsync()).ConfigureAwait(false);
    }

    public Task<Said> DestroyAsync() => RunAsync(static e => e.DestroyAsync());

    private async Task<Said> RunAsync(Func<TestEngine, Task<EngineResult>> operation)
    {
        var result = await operation(
                new TestEngine(
                    new TestEngineOptions
                    {
                        ProgramDirectory = program,
                        StateDirectory = state,
                        StackName = "demo",
                        Passphrase = "demo",
                        Config = Config.ToDictionary(
                            static c => c.Key,
                            static c => new ConfigValue(c.Value, false),
                            StringComparer.Ordinal
                        ),
                        ProviderExecutables = new Dictionary<string, string> { ["neonflow"] = provider },
                        Environment = environment,
                        Output = echo,
                    }
                )
            )
            .ConfigureAwait(false);
        return new(result.ExitCode, result.Text + result.ErrorText);
    }
}
