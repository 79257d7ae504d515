using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using NeonFlow.Provider.Engine;
using Pulumirpc;

namespace NeonFlow.Provider.Wire;

/// <summary>The engine's log over gRPC; the connection is opened by the first line, because most processes never say one.</summary>
internal sealed class EngineLog : IEngineLog, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private HttpClient? _client;

    /// <summary>Address <c>host:port</c> of the engine: an argument of the process, repeated by Handshake, or told by Attach.</summary>
    public string? Address { get; set; }

    public async Task LogAsync(Contracts.Severity severity, string text, string urn, bool ephemeral)
    {
        // Every Attach names another engine: the address is read for each line.
        if (Address is not { Length: > 0 } address)
        {
            return;
        }

        var body = new ArrayBufferWriter<byte>();
        Framing.Write(
            body,
            new LogRequest
            {
                Severity = severity switch
                {
                    Contracts.Severity.Warning => LogSeverity.Warning,
                    _ => LogSeverity.Info,
                },
                Message = text,
                Urn = urn,
                Ephemeral = ephemeral,
            }
        );
        using var content = new ReadOnlyMemoryContent(body.WrittenMemory)
        {
            Headers = { ContentType = new MediaTypeHeaderValue(Framing.ContentType) },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{address}/pulumirpc.Engine/Log"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
            Headers = { TE = { new("trailers") } },
        };
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            using var response = await Client().SendAsync(request, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // An engine that is gone has nobody to read the line.
        }
    }

    public void Dispose() => _client?.Dispose();

    private HttpClient Client()
    {
        lock (_gate)
        {
            return _client ??= new(new SocketsHttpHandler { UseProxy = false });
        }
    }
}
