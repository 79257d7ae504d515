using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using NeonFlow.Http;
using Refit;

namespace NeonFlow.Estuary;

/// <summary>The APIs of Estuary over HTTP, which share the credential.</summary>
internal sealed class EstuaryHttp : IDisposable
{
    private readonly HttpClient[] _clients;
    private readonly AccessTokens _tokens;
    private readonly Func<EstuaryApi, Uri, HttpClient> _connect;
    private readonly ConcurrentDictionary<Uri, Lazy<(HttpClient Client, IBrokerApi Api)>> _brokers = new();

    public EstuaryHttp(EstuaryOptions options, HttpMessageHandler? transport)
    {
        _tokens = new AccessTokens(options, this);
        var sunsets = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        _connect = Client;
        _clients =
        [
            Client(EstuaryApi.Postgrest, options.Postgrest),
            Client(EstuaryApi.Agent, options.Agent),
            Client(EstuaryApi.Encryption, options.Encryption),
        ];
        var settings = Settings(new SystemTextJsonContentSerializer(EstuaryText.Options));
        Postgrest = RestService.ForGenerated<IPostgrestApi>(_clients[0], Settings(new RowSerializer(EstuaryText.Options)));
        Agent = RestService.ForGenerated<IAgentApi>(_clients[1], settings);
        Graph = RestService.ForGenerated<IGraphApi>(_clients[1], Settings(new SystemTextJsonContentSerializer(EstuaryText.GraphOptions)));
        Encryption = RestService.ForGenerated<IEncryptionApi>(_clients[2], settings);

        HttpClient Client(EstuaryApi api, Uri address)
        {
            var handler = new EstuaryHandler(api, address, options, _tokens, sunsets, transport ?? HttpTransport.New(address));
            var client = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
            client.DefaultRequestHeaders.Accept.Add(new("application/json"));
            client.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
            return client;
        }
    }

    public IPostgrestApi Postgrest { get; }

    public IAgentApi Agent { get; }

    public IEncryptionApi Encryption { get; }

    private IGraphApi Graph { get; }

    /// <summary>The brokers at an address.</summary>
    public IBrokerApi Broker(Uri address) =>
        _brokers
            .GetOrAdd(
                address,
                a =>
                    new(() =>
                    {
                        var client = _connect(EstuaryApi.Broker, a);
                        var settings = Settings(new LineSerializer(EstuaryText.BrokerOptions));
                        return (client, RestService.ForGenerated<IBrokerApi>(client, settings));
                    })
            )
            .Value.Api;

    /// <summary>A GraphQL query; its <c>data</c>.</summary>
    public async Task<GraphData> QueryAsync(string name, string document, JsonObject variables, CancellationToken stop)
    {
        var call = $"GraphQL {name}";
        var query = JsonReading.Members(("operationName", name), ("query", document), ("variables", variables));
        var answer = await Graph.Query(query, call, stop).ConfigureAwait(false);
        if (answer.Errors is [var error, ..])
        {
            throw Failure(call, error?.Message ?? "no explanation");
        }

        return answer.Data
            ?? throw new EstuaryUnavailableException(new(call) { Status = 200, Message = "the answer has no data" }, outcomeUnknown: false);
    }

    public void Dispose()
    {
        foreach (var client in _clients.Concat(_brokers.Values.Select(static b => b.Value.Client)))
        {
            client.Dispose();
        }

        _tokens.Dispose();
    }

    private static RefitSettings Settings(IHttpContentSerializer serializer) =>
        new(serializer)
        {
            TransportExceptionFactory = static (_, exception, _) => exception,
            DeserializationExceptionFactory = static (answer, _) => new(Malformed(answer)),
        };

    /// <summary>An answer that cannot be read; its body may hold a token, so it is not quoted.</summary>
    public static EstuaryUnavailableException Malformed(EstuaryFailure failure, bool outcomeUnknown) =>
        new(failure with { Message = "the answer is not what Estuary promises; is the address right?" }, outcomeUnknown);

    private static EstuaryUnavailableException Malformed(HttpResponseMessage answer)
    {
        var call = HttpCall.Of(answer.RequestMessage!);
        return Malformed(
            new(call.Name) { Status = (int)answer.StatusCode, Attempts = call.Attempts },
            outcomeUnknown: call.Kind != CallKind.Read
        );
    }

    private EstuaryException Failure(string call, string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var code = colon >= 0 && !text[..colon].Contains(' ', StringComparison.Ordinal) ? text[..colon] : "";
        var failure = new EstuaryFailure(call)
        {
            Status = 200,
            Code = code,
            Message = _tokens.Scrub(text),
        };
        return code switch
        {
            "PermissionDenied" => new EstuaryForbiddenException(failure),
            "Unauthenticated" => new EstuaryUnauthorizedException(failure),
            "NotFound" => new EstuaryNotFoundException(failure),
            "Unavailable" or "DeadlineExceeded" or "ResourceExhausted" => new EstuaryUnavailableException(failure, outcomeUnknown: false),
            _ when IsMissingFeature(text) => new EstuaryNotFoundException(failure),
            _ => new EstuaryRefusedException(failure),
        };
    }

    private static bool IsMissingFeature(string text) =>
        text.StartsWith("Unknown field", StringComparison.Ordinal) || text.Contains("Cannot query field", StringComparison.Ordinal);
}
