using System.Runtime.InteropServices;

namespace NeonFlow.Provider.Wire;

/// <summary>The process: listens on a free loopback port, prints it, serves until the engine says Cancel or is gone.</summary>
internal static class ProviderHost
{
    // An engine that dies must not leave a process behind; running calls get this long to roll back.
    private static readonly TimeSpan OrphanGracePeriod = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] args, TextWriter portLine)
    {
        if (args.FirstOrDefault(static a => a is "--version" or "-version" or "--help" or "-h") is { } asked)
        {
            await portLine
                .WriteAsync(asked.EndsWith("version", StringComparison.Ordinal) ? $"{ProviderVersion.Text}\n" : Usage())
                .ConfigureAwait(false);
            await portLine.FlushAsync().ConfigureAwait(false);
            return 0;
        }

        var engineAddress = args.LastOrDefault(static a => !a.StartsWith('-'));
        var process = new ProviderProcess(engineAddress);

        using var server = new GrpcServer(process);
        var port = await server.StartAsync().ConfigureAwait(false);
        await portLine.WriteAsync(port.ToString(System.Globalization.CultureInfo.InvariantCulture) + "\n").ConfigureAwait(false);
        await portLine.FlushAsync().ConfigureAwait(false);

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        var orphaned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (engineAddress is not null)
        {
            EndWithStandardInput(process, orphaned);
        }

        // After a Cancel the engine itself decides how long it waits for the calls under way.
        await process.Ended.Task.ConfigureAwait(false);
        await Task.WhenAny(IdleAsync(server), OrphanedAsync(orphaned.Task)).ConfigureAwait(false);

        // The last answers may still be on their way out.
        using var limit = new CancellationTokenSource(DrainTimeout);
        await server.StopAsync(limit.Token).ConfigureAwait(false);
        process.Log.Dispose();
        process.Dispatcher.Dispose();
        return 0;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            process.Dispatcher.Cancel();
            process.Ended.TrySetResult();
        }
    }

    private static string Usage() =>
        $"""
            pulumi-resource-neonflow {ProviderVersion.Text}: the Pulumi resource provider of NeonFlow (Neon Postgres to Estuary Flow).

            The Pulumi engine starts it; on its own it does nothing. To use it, write a program with the NeonFlow package and run
            pulumi preview or pulumi up.

              pulumi-resource-neonflow [ENGINE ADDRESS]   serve on a free port of 127.0.0.1, which is printed
              pulumi-resource-neonflow --version          print the version
              pulumi-resource-neonflow --help             print this

            """;

    private static async Task IdleAsync(GrpcServer server)
    {
        while (server.Running > 0)
        {
            await Task.Delay(20).ConfigureAwait(false);
        }
    }

    private static async Task OrphanedAsync(Task orphaned)
    {
        await orphaned.ConfigureAwait(false);
        await Task.Delay(OrphanGracePeriod).ConfigureAwait(false);
    }

    // A killed engine sends no Cancel; all that a provider notices is the end of its standard input.
    private static void EndWithStandardInput(ProviderProcess process, TaskCompletionSource orphaned)
    {
        var watch = new Thread(() =>
        {
            try
            {
                using var input = Console.OpenStandardInput();
                var buffer = new byte[256];
                while (input.Read(buffer) > 0) { }
            }
            catch (IOException) { }

            orphaned.TrySetResult();
            process.Dispatcher.Cancel();
            process.Ended.TrySetResult();
        })
        {
            IsBackground = true,
            Name = "stdin",
        };
        watch.Start();
    }
}
