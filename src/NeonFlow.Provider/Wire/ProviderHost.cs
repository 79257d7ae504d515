using System.Net;
using System.Runtime.InteropServices;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace NeonFlow.Provider.Wire;

/// <summary>The process: listens on a free loopback port, prints it, serves until the engine says Cancel or is gone.</summary>
internal static class ProviderHost
{
    // An engine that dies must not leave a process behind; running calls get this long to roll back.
    private static readonly TimeSpan GraceOfTheOrphaned = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string[] args, TextWriter portLine)
    {
        var engineAddress = args.LastOrDefault(static a => !a.StartsWith('-'));
        var process = new ProviderProcess(engineAddress);

        // The emptiest builder: every process of every operation pays for its start.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(process);
        builder.Services.AddGrpc(static grpc =>
        {
            grpc.MaxReceiveMessageSize = null;
            grpc.MaxSendMessageSize = null;
        });
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<ProviderProcess>, ProviderMethods>());

        await using var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<ProviderProcess>();
        await app.StartAsync().ConfigureAwait(false);

        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await portLine.WriteAsync(new Uri(address).Port.ToString(System.Globalization.CultureInfo.InvariantCulture) + "\n").ConfigureAwait(false);
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
        await Task.WhenAny(IdleAsync(process), OrphanedAsync(orphaned.Task)).ConfigureAwait(false);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(limit.Token).ConfigureAwait(false);
        process.Log.Dispose();
        return 0;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            process.Dispatcher.Cancel();
            process.Ended.TrySetResult();
        }
    }

    private static async Task IdleAsync(ProviderProcess process)
    {
        while (process.Dispatcher.Running > 0)
        {
            await Task.Delay(20).ConfigureAwait(false);
        }
    }

    private static async Task OrphanedAsync(Task orphaned)
    {
        await orphaned.ConfigureAwait(false);
        await Task.Delay(GraceOfTheOrphaned).ConfigureAwait(false);
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
                while (input.Read(buffer) > 0)
                {
                }
            }
            catch (IOException)
            {
            }

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
