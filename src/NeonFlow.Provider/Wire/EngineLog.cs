using Grpc.Net.Client;
using NeonFlow.Provider.Dispatch;
using Pulumirpc;

namespace NeonFlow.Provider.Wire;

/// <summary>The engine's log over gRPC; the channel is opened by the first line, because most processes never say one.</summary>
internal sealed class EngineLog : IEngineLog, IDisposable
{
    private readonly Lock _gate = new();
    private GrpcChannel? _channel;
    private Engine.EngineClient? _client;

    /// <summary>Address <c>host:port</c> of the engine: an argument of the process, repeated by Handshake, or told by Attach.</summary>
    public string? Address { get; set; }

    public async Task LogAsync(Shapes.Severity severity, string text, string urn, bool ephemeral)
    {
        if (Client() is not { } client)
        {
            return;
        }

        try
        {
            await client.LogAsync(
                new LogRequest
                {
                    Severity = severity switch
                    {
                        Shapes.Severity.Debug => LogSeverity.Debug,
                        Shapes.Severity.Warning => LogSeverity.Warning,
                        _ => LogSeverity.Info,
                    },
                    Message = text,
                    Urn = urn,
                    Ephemeral = ephemeral,
                },
                deadline: DateTime.UtcNow.AddSeconds(10)).ResponseAsync.ConfigureAwait(false);
        }
        catch (Exception e) when (e is Grpc.Core.RpcException or HttpRequestException or ObjectDisposedException or IOException)
        {
            // An engine that is gone has nobody to read the line.
        }
    }

    public void Dispose() => _channel?.Dispose();

    private Engine.EngineClient? Client()
    {
        lock (_gate)
        {
            if (_client is null && Address is { Length: > 0 } address)
            {
                _channel = GrpcChannel.ForAddress("http://" + address, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { UseProxy = false } });
                _client = new(_channel);
            }

            return _client;
        }
    }
}
