using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using NeonFlow.Testing.Postgres;
using Pulumirpc;

namespace NeonFlow.Benchmarks.Sql;

/// <summary>A provider process that is configured for one database.</summary>
internal sealed class ProviderProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly GrpcChannel _channel;

    private ProviderProcess(Process process, GrpcChannel channel)
    {
        (_process, _channel) = (process, channel);
        Client = new ResourceProvider.ResourceProviderClient(channel);
    }

    public ResourceProvider.ResourceProviderClient Client { get; }

    public double Resident => Memory.Of(_process).Resident;

    public static async Task<ProviderProcess> StartAsync(string provider, PostgresServer server, string database, int port)
    {
        var process = Start.Launch(provider);
        var channel = GrpcChannel.ForAddress(
            $"http://127.0.0.1:{await process.StandardOutput.ReadLineAsync()}",
            new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null }
        );
        var started = new ProviderProcess(process, channel);
        await started.Client.HandshakeAsync(
            new ProviderHandshakeRequest { EngineAddress = "127.0.0.1:1", SupportsRefreshBeforeUpdate = true }
        );
        var login = $"{server.SuperuserName}:{Uri.EscapeDataString(server.SuperuserPassword)}";
        var url = $"postgresql://{login}@127.0.0.1:{port}/{database}?sslmode=disable";
        await started.Client.ConfigureAsync(
            new ConfigureRequest
            {
                Args = new Struct { Fields = { ["databaseUrl"] = Value.ForString(url) } },
                AcceptSecrets = true,
                Id = "00000000-0000-4000-8000-000000000001",
                Name = "bench",
                Urn = "urn:pulumi:dev::bench::pulumi:providers:neonflow::bench",
                Type = "pulumi:providers:neonflow",
            }
        );
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.CancelAsync(new Empty());
        _channel.Dispose();
        if (!_process.WaitForExit(5_000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
