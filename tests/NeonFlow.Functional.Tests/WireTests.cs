using System.Buffers.Binary;
using System.Net;
using System.Text.Json.Nodes;
using Grpc.Core;
using NeonFlow.Harness;
using Pulumirpc;
using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace NeonFlow.Functional.Tests;

/// <summary>gRPC as the process speaks it: frames, statuses, texts, sizes, callers that misbehave.</summary>
public sealed class WireTests : IAsyncLifetime
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(static bytes => bytes, static bytes => bytes);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };
    private ProviderUnderTest _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await ProviderUnderTest.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData("POST", "application/json")]
    [InlineData("PUT", "application/grpc")]
    public async Task What_is_no_grpc_is_refused(string verb, string type)
    {
        using var content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new(type) } };
        using var answer = await SendAsync(new(verb), "/pulumirpc.ResourceProvider/GetPluginInfo", content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData("pulumirpc.ResourceProvider", "Mappings")]
    [InlineData("grpc.health.v1.Health", "Check")]
    public async Task A_path_that_is_no_method_of_it_is_unimplemented(string service, string method)
    {
        var failed = await Assert.ThrowsAsync<RpcException>(async () =>
            await _provider.Invoker.AsyncUnaryCall(
                new Method<byte[], byte[]>(MethodType.Unary, service, method, Raw, Raw),
                null,
                default,
                []
            )
        );
        Assert.Equal(StatusCode.Unimplemented, failed.StatusCode);
        Assert.Contains($"/{service}/{method}", failed.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, StatusCode.Unimplemented)]
    [InlineData(0, 7, StatusCode.InvalidArgument)]
    [InlineData(0, -1, StatusCode.InvalidArgument)]
    public async Task A_frame_that_is_compressed_or_cut_off_is_refused(byte flag, int promised, StatusCode expected)
    {
        var frame = new byte[promised < 0 ? 3 : 5];
        frame[0] = flag;
        if (promised >= 0)
        {
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), promised);
        }

        using var content = new ByteArrayContent(frame) { Headers = { ContentType = new("application/grpc") } };
        using var answer = await SendAsync(HttpMethod.Post, "/pulumirpc.ResourceProvider/GetPluginInfo", content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            ((int)expected).ToString(System.Globalization.CultureInfo.InvariantCulture),
            Assert.Single(answer.TrailingHeaders.GetValues("grpc-status"))
        );
    }

    [Fact]
    public async Task A_failure_keeps_its_text_in_any_alphabet()
    {
        const string token = "neonflow:postgres:Größe 100 % \"日本\"\n\tнет";
        var failed = await Assert.ThrowsAsync<RpcException>(async () =>
            await _provider.Client.CheckAsync(
                new CheckRequest
                {
                    Urn = "u",
                    Name = "n",
                    Type = token,
                }
            )
        );
        Assert.Contains(token, failed.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_of_many_megabytes_goes_both_ways()
    {
        var settings = new JsonObject { ["neonApiUrl"] = "https://one.example/" + new string('x', 24 * 1024 * 1024) };
        var answer = await _provider.Client.CheckConfigAsync(new CheckRequest { News = Properties.ToStruct(settings) });
        Assert.Empty(answer.Failures);
        Assert.Equal(settings.ToJsonString(), Properties.Without(Properties.FromStruct(answer.Inputs), "__instance").ToJsonString());
    }

    [Fact]
    public async Task Many_calls_at_once_get_each_their_own_answer()
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 500),
            new ParallelOptions { MaxDegreeOfParallelism = 50 },
            async (i, _) =>
            {
                var answer = await _provider.Client.CheckConfigAsync(
                    new CheckRequest { News = Properties.ToStruct(new JsonObject { ["neonApiUrl"] = $"https://n{i}.example/" }) }
                );
                Assert.Equal($"https://n{i}.example/", answer.Inputs.Fields["neonApiUrl"].StringValue);
            }
        );
    }

    [Fact]
    public async Task A_caller_that_gives_up_in_the_middle_of_a_message_disturbs_nobody()
    {
        using var giveUp = new CancellationTokenSource();
        using var content = new Endless(giveUp) { Headers = { ContentType = new("application/grpc") } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            SendAsync(HttpMethod.Post, "/pulumirpc.ResourceProvider/GetPluginInfo", content, giveUp.Token)
        );
        Assert.NotEmpty((await _provider.Client.GetPluginInfoAsync(new Empty())).Version);
        Assert.Equal("", _provider.StandardError);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod verb, string path, HttpContent content, CancellationToken stop = default)
    {
        using var request = new HttpRequestMessage(verb, $"http://127.0.0.1:{_provider.Port}{path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        return await _http.SendAsync(request, stop);
    }

    /// <summary>Sends the head of a message and gives up.</summary>
    private sealed class Endless(CancellationTokenSource giveUp) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[] { 0, 0, 1, 0, 0, 1, 2, 3 });
            await stream.FlushAsync();
            await giveUp.CancelAsync();
            await Task.Delay(Timeout.Infinite, giveUp.Token);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
