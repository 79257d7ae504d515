using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace NeonFlow.Provider.Wire;

/// <summary>
/// Unary gRPC calls straight on Kestrel: no host, no container, no routing. Each of them costs more memory and time before the port line
/// than everything that is left, and every process of
/// every operation pays for its start.
/// </summary>
internal sealed class GrpcServer : IHttpApplication<IFeatureCollection>, IDisposable
{
    private readonly ProviderProcess _process;
    private readonly KestrelServer _kestrel;
    private int _running;

    public GrpcServer(ProviderProcess process)
    {
        _process = process;
        var options = new KestrelServerOptions { AddServerHeader = false, Limits = { MaxRequestBodySize = null } };
        options.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2);
        var sockets = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _kestrel = new KestrelServer(Options.Create(options), sockets, NullLoggerFactory.Instance);
    }

    /// <summary>Calls under way, until their answers are written.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Listens on a free loopback port and says which.</summary>
    public async Task<int> StartAsync()
    {
        await _kestrel.StartAsync(this, CancellationToken.None).ConfigureAwait(false);
        return new Uri(_kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    public Task StopAsync(CancellationToken limit) => _kestrel.StopAsync(limit);

    public void Dispose() => _kestrel.Dispose();

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures)
    {
        Interlocked.Increment(ref _running);
        return contextFeatures;
    }

    public void DisposeContext(IFeatureCollection context, Exception? exception) => Interlocked.Decrement(ref _running);

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        if (request.Method != "POST" || !request.Headers.ContentType.ToString().StartsWith(Framing.ContentType, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        response.Headers.ContentType = Framing.ContentType;
        var trailers = context.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        try
        {
            var method =
                ProviderMethods.Find(request.Path)
                ?? throw new RpcException(new Status(StatusCode.Unimplemented, $"This provider has no {request.Path}."));
            var body = await BodyAsync(context.GetRequiredFeature<IRequestBodyPipeFeature>().Reader).ConfigureAwait(false);
            var answer = await method.HandleAsync(_process, body).ConfigureAwait(false);
            if (method.Answered is { } answered)
            {
                response.OnCompleted(
                    _ =>
                    {
                        answered(_process);
                        return Task.CompletedTask;
                    },
                    _process
                );
            }

            Framing.Write(context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer, answer);
            trailers["grpc-status"] = "0";
        }
        catch (RpcException failure)
        {
            trailers["grpc-status"] = ((int)failure.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
            trailers["grpc-message"] = PercentEncoded(failure.Status.Detail);
            foreach (var entry in failure.Trailers)
            {
                trailers[entry.Key] = entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value;
            }
        }
    }

    private static async ValueTask<ReadOnlySequence<byte>> BodyAsync(PipeReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync().ConfigureAwait(false);
            if (read.IsCompleted || read.IsCanceled)
            {
                return read.Buffer;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static string PercentEncoded(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (b is >= 0x20 and <= 0x7E and not (byte)'%')
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }
}
