namespace PulumiSdkTests.Engine;

/// <summary>Runs a program in this process against a recording engine.</summary>
internal static class Program
{
    private static readonly SemaphoreSlim OneStart = new(1);

    public static async Task<(int ExitCode, IReadOnlyList<RecordedCall> Calls)> RunAsync(
        IAnswers answers,
        Func<Task<int>> program,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        await using var engine = await RecordingEngine.StartAsync(answers);
        var variables = new Dictionary<string, string>
        {
            ["PULUMI_MONITOR"] = engine.Address,
            ["PULUMI_ENGINE"] = engine.Address,
            ["PULUMI_PROJECT"] = "proj",
            ["PULUMI_STACK"] = "dev",
            ["PULUMI_ORGANIZATION"] = "org",
            ["PULUMI_DRY_RUN"] = "false",
            ["PULUMI_QUERY_MODE"] = "false",
            ["PULUMI_PARALLEL"] = "16",
            ["PULUMI_CONFIG"] = "{}",
            ["PULUMI_CONFIG_SECRET_KEYS"] = "[]",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        Task<int> run;
        await OneStart.WaitAsync();
        try
        {
            // The SDK reads its environment while RunAsync is being called, so the variables may change as soon as it has returned.
            foreach (var (name, value) in variables)
            {
                Environment.SetEnvironmentVariable(name, value);
            }

            run = program();
        }
        finally
        {
            OneStart.Release();
        }

        var exitCode = await run.WaitAsync(TimeSpan.FromMinutes(2));
        Environment.ExitCode = 0;
        return (exitCode, engine.Calls);
    }
}
