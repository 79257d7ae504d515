namespace NeonFlow.Testing.Engine;

/// <summary>Runs a program that lives in this process; it reads its variables when it starts.</summary>
internal sealed class ProgramFunction(Func<Task<int>> program, IReadOnlyDictionary<string, string> inherited) : IProgramRunner
{
    // The SDK reads the process's environment, so starts must follow one another.
    private static readonly SemaphoreSlim Starts = new(1);

    public async Task<ProgramExit> RunAsync(ProgramStart start, CancellationToken stop)
    {
        await Starts.WaitAsync(stop).ConfigureAwait(false);
        var before = new Dictionary<string, string?>(StringComparer.Ordinal);
        Task<int> running;
        try
        {
            foreach (var (name, value) in inherited.Concat(ProgramEnvironment.Of(start)))
            {
                before.TryAdd(name, Environment.GetEnvironmentVariable(name));
                Environment.SetEnvironmentVariable(name, value);
            }

            var exitCode = Environment.ExitCode;
            running = await StartAsync(program).ConfigureAwait(false);

            // A failing run of the SDK marks the whole process as failed; that is the test's own business.
            _ = running.ContinueWith(_ => Environment.ExitCode = exitCode, TaskScheduler.Default);
        }
        finally
        {
            foreach (var (name, value) in before)
            {
                Environment.SetEnvironmentVariable(name, value);
            }

            Starts.Release();
        }

        var ended = await Task.WhenAny(running, Task.Delay(Timeout.Infinite, stop)).ConfigureAwait(false);
        if (ended != running)
        {
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(10), CancellationToken.None)).ConfigureAwait(false);
            return new(null, true);
        }

        return ProgramEnvironment.Exit(await running.ConfigureAwait(false));
    }

    // Done once the program has begun to wait. The SDK keeps its deployment in the execution context, so the program has one of its own.
    private static Task<Task<int>> StartAsync(Func<Task<int>> program)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Factory.StartNew(program, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);
        }
    }
}
