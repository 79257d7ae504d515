using System.Net.Http.Headers;
using System.Text.Json;
using NeonFlow.Http;
using Refit;

namespace NeonFlow.Neon;

/// <summary>Carries the calls of <see cref="INeonApi"/>: the key, retries, and what the answers of Neon mean.</summary>
internal sealed class NeonHttp : ApiHandler
{
    private const int ShownLength = 300;

    private readonly NeonOptions _options;

    private NeonHttp(NeonOptions options, HttpMessageHandler transport)
        : base(options.Address, options.Retries, options.Progress, transport) => _options = options;

    public static HttpClient NewClient(NeonOptions options, HttpMessageHandler? transport)
    {
        var client = new HttpClient(new NeonHttp(options, transport ?? HttpTransport.New(options.Address)))
        {
            BaseAddress = options.Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.Accept.Add(new("application/json"));
        client.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
        return client;
    }

    public static INeonApi NewApi(HttpClient client) =>
        RestService.ForGenerated<INeonApi>(
            client,
            new RefitSettings(new SystemTextJsonContentSerializer(new JsonSerializerOptions(NeonJson.Default.Options)))
            {
                TransportExceptionFactory = static (_, exception, _) => exception,
                DeserializationExceptionFactory = static (answer, exception) => new(Malformed(answer, exception)),
            }
        );

    protected override ValueTask PrepareAsync(HttpCall call, CancellationToken stop)
    {
        var headers = call.Request.Headers;
        headers.Authorization = new AuthenticationHeaderValue("Bearer", _options.ApiKey);
        headers.Remove("X-Request-ID");
        headers.TryAddWithoutValidation("X-Request-ID", $"{Guid.NewGuid():D}");
        return default;
    }

    /// <summary>204 says that the object to delete does not exist.</summary>
    protected override bool MayBeEmpty(HttpRequestMessage request) => request.Method == HttpMethod.Delete;

    protected override Verdict Judge(FailedAttempt attempt)
    {
        var error = Read(attempt.Body);
        var said = error?.Message is { Length: > 0 } message ? message : null;
        var failure = new NeonFailure(attempt.Call.Name)
        {
            Status = attempt.Status,
            Code = error?.Code ?? "",
            Message = QuotedText.Scrub(said ?? Words(attempt), _options.ApiKey),
            RequestId =
                error?.RequestId ?? (attempt.Headers?.TryGetValues("X-Request-ID", out var ids) == true ? ids.FirstOrDefault() : null),
            Attempts = attempt.Call.Attempts,
        };
        var exception = attempt.Cause switch
        {
            FailureCause.Answered => Classify(failure, isNeon: said is not null, attempt.OutcomeUnknown),
            FailureCause.NotConnected or FailureCause.NeverAnswered => new NeonUnreachableException(failure, attempt.Inner),
            _ => new NeonUnavailableException(failure, attempt.OutcomeUnknown, attempt.Inner),
        };
        return new(exception, RuleFor(exception, attempt.Cause), Progress(exception));
    }

    private static NeonUnavailableException Malformed(HttpResponseMessage answer, Exception exception)
    {
        // The body may hold a password, so only the place of the fault is told.
        var call = HttpCall.Of(answer.RequestMessage!);
        return new(
            new(call.Name)
            {
                Status = (int)answer.StatusCode,
                Message =
                    $"the answer is not what the Neon API promises (at {(exception as JsonException)?.Path ?? "$"}); is the address right?",
                Attempts = call.Attempts,
            },
            outcomeUnknown: call.Kind != CallKind.Read
        );
    }

    private static ErrorAnswer? Read(byte[] body)
    {
        try
        {
            return body.Length == 0 ? null : JsonSerializer.Deserialize(body, NeonJson.Default.ErrorAnswer);
        }
        catch (JsonException)
        {
            // A content delivery network answers in HTML; its words are quoted.
            return null;
        }
    }

    private static string Words(FailedAttempt attempt) =>
        QuotedText.OneLine(QuotedText.Of(attempt.Body), ShownLength) is { Length: > 0 } words ? words : attempt.Message;

    private static NeonException Classify(NeonFailure failure, bool isNeon, bool outcomeUnknown) =>
        failure.Status switch
        {
            // Any server says 404 to a path that it does not have; only Neon's own word means that the object is gone.
            404 when !isNeon => new NeonUnavailableException(failure, outcomeUnknown: false),
            401 or 403 => new NeonUnauthorizedException(failure),
            404 => new NeonNotFoundException(failure),
            409 => new NeonConflictException(failure),
            423 => new NeonLockedException(failure),
            429 => new NeonRateLimitedException(failure),
            503 => new NeonUnavailableException(failure, outcomeUnknown: false),
            >= 500 => new NeonUnavailableException(failure, outcomeUnknown),
            >= 400 => new NeonRefusedException(failure),
            _ => new NeonUnavailableException(failure, outcomeUnknown: false),
        };

    private static RetryRule RuleFor(NeonException failure, FailureCause cause) =>
        failure switch
        {
            NeonRateLimitedException => RetryRule.WhenCountedAnew,
            NeonLockedException or NeonUnavailableException { Failure.Status: 503 } => RetryRule.WhenFree,
            NeonUnreachableException when cause == FailureCause.NotConnected => RetryRule.Reconnect,
            NeonUnreachableException => RetryRule.IfRepeatable,
            NeonUnavailableException when cause != FailureCause.TooLarge => RetryRule.IfRepeatable,
            _ => RetryRule.Never,
        };

    private static string Progress(NeonException failure) =>
        failure switch
        {
            NeonLockedException => "waiting for Neon: another operation of the project is under way",
            NeonRateLimitedException => "waiting for Neon: too many requests",
            _ => $"waiting for Neon: {failure.Failure.Message}",
        };
}
