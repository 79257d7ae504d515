using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using NeonFlow.Http;

namespace NeonFlow.Estuary;

/// <summary>Carries the calls of one API of Estuary: the credential, retries, and what the answers mean.</summary>
internal sealed class EstuaryHandler(
    EstuaryApi api,
    Uri address,
    EstuaryOptions options,
    AccessTokens tokens,
    ConcurrentDictionary<string, bool> sunsets,
    HttpMessageHandler transport
) : ApiHandler(address, options.Retries, options.Progress, transport)
{
    private const int ShownLength = 400;

    /// <summary>The calls that fetch a credential carry none.</summary>
    private static readonly string[] WithoutCredential = ["/auth/token", "/rpc/generate_access_token"];

    protected override async ValueTask PrepareAsync(HttpCall call, CancellationToken stop)
    {
        var request = call.Request;
        if (api == EstuaryApi.Postgrest && options.PublicKey is { Length: > 0 } key)
        {
            request.Headers.Remove("apikey");
            request.Headers.TryAddWithoutValidation("apikey", key);
        }

        var path = request.RequestUri!.AbsolutePath;
        if (api is EstuaryApi.Encryption or EstuaryApi.Broker || WithoutCredential.Any(e => path.EndsWith(e, StringComparison.Ordinal)))
        {
            return;
        }

        var token =
            api == EstuaryApi.Agent
                ? await tokens.ForAgentAsync(stop).ConfigureAwait(false)
                : await tokens.ForPostgrestAsync(stop).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    protected override bool MayBeEmpty(HttpRequestMessage request) =>
        request.Method == HttpMethod.Delete
        || (
            request.Headers.TryGetValues("Prefer", out var preferences)
            && preferences.Any(static p => p.Contains("return=minimal", StringComparison.Ordinal))
        );

    protected override void Received(HttpCall call, HttpResponseMessage answer)
    {
        if ((answer.Headers.Contains("Deprecation") || answer.Headers.Contains("Sunset")) && sunsets.TryAdd(call.Name, true))
        {
            var until = answer.Headers.TryGetValues("Sunset", out var dates) ? $" until {dates.First()}" : " for a while";
            options.Progress?.Report($"Estuary announces that {call.Name} will be served only{until}.");
        }
    }

    protected override Verdict Judge(FailedAttempt attempt)
    {
        var failure = attempt.Cause == FailureCause.Answered ? Explain(attempt) : Failure(attempt, "", attempt.Message);
        if (attempt.Status == 307)
        {
            return Follow(attempt, failure);
        }

        if (
            IsExpired(failure)
            && api != EstuaryApi.Broker
            && !attempt.Call.IsRenewed
            && attempt.Call.Request.Headers.Authorization?.Parameter is { } refused
            && tokens.Drop(refused)
        )
        {
            attempt.Call.IsRenewed = true;
            return new(new EstuaryUnauthorizedException(failure), RetryRule.AtOnce, "");
        }

        EstuaryException exception = attempt.Cause switch
        {
            FailureCause.Answered => Classify(failure, attempt.OutcomeUnknown),
            FailureCause.NotConnected or FailureCause.NeverAnswered => new EstuaryUnreachableException(failure, attempt.Inner),
            _ => new EstuaryUnavailableException(failure, attempt.OutcomeUnknown, attempt.Inner),
        };
        return new(exception, RuleFor(exception, attempt.Cause), $"waiting for Estuary: {failure.Message}");
    }

    /// <summary>
    /// A new grant takes seconds to be seen, and until then a denial is provisional: the same call goes to where the answer points, which
    /// knows when the waiting began and in the end decides.
    /// </summary>
    private static Verdict Follow(FailedAttempt attempt, EstuaryFailure failure)
    {
        var request = attempt.Call.Request;
        if (attempt.Headers?.Location is { } next)
        {
            var target = new Uri(request.RequestUri!, next);
            if (target.Authority != request.RequestUri!.Authority)
            {
                failure = failure with { Message = "the answer points to another host" };
                return new(new EstuaryUnavailableException(failure, outcomeUnknown: false), RetryRule.Never, "");
            }

            request.RequestUri = target;
        }

        return new(
            new EstuaryUnavailableException(failure, outcomeUnknown: false),
            RetryRule.WhenFree,
            "waiting for Estuary: a new grant is not seen everywhere yet"
        );
    }

    private EstuaryFailure Explain(FailedAttempt attempt)
    {
        var text = QuotedText.Of(attempt.Body);
        var error = ReadError(text);
        var message = error is null
            ? QuotedText.OneLine(text, ShownLength)
            : string.Join(
                ". ",
                new[] { error.Message ?? error.Description ?? error.Error, error.Details, error.Hint }.Where(static t =>
                    !string.IsNullOrEmpty(t)
                )
            );
        return Failure(attempt, error?.Code ?? error?.Error ?? "", message.Length > 0 ? message : attempt.Message);
    }

    private EstuaryFailure Failure(FailedAttempt attempt, string code, string message) =>
        new(attempt.Call.Name)
        {
            Status = attempt.Status,
            Code = code,
            Message = QuotedText.Scrub(tokens.Scrub(message), attempt.Call.Request.Headers.Authorization?.Parameter),
            Attempts = attempt.Call.Attempts,
        };

    private static ErrorAnswer? ReadError(string text)
    {
        try
        {
            return text.StartsWith('{') ? JsonSerializer.Deserialize(text, EstuaryJson.Default.ErrorAnswer) : null;
        }
        catch (JsonException)
        {
            // Plain text or HTML; its words are quoted.
            return null;
        }
    }

    private static bool IsExpired(EstuaryFailure failure) =>
        failure.Status == 401
        || (
            failure.Status is 400 or 403
            && (
                failure.Message.Contains("JWT expired", StringComparison.Ordinal)
                || failure.Message.Contains("invalid JWT", StringComparison.Ordinal)
            )
        );

    private static EstuaryException Classify(EstuaryFailure failure, bool outcomeUnknown) =>
        failure.Status switch
        {
            401 => new EstuaryUnauthorizedException(failure),
            403 => new EstuaryForbiddenException(failure),
            400
                when failure.Message.Contains("refresh_token", StringComparison.Ordinal)
                    || failure.Message.Contains("invalid secret", StringComparison.Ordinal) => new EstuaryUnauthorizedException(failure),
            400 or 409 or 422 when failure.Code == "42501" => new EstuaryForbiddenException(failure),
            404 => new EstuaryNotFoundException(failure),
            429 or 503 => new EstuaryUnavailableException(failure, outcomeUnknown: false),
            >= 500 => new EstuaryUnavailableException(failure, outcomeUnknown),
            >= 400 => new EstuaryRefusedException(failure),
            _ => new EstuaryUnavailableException(failure, outcomeUnknown: false),
        };

    private static RetryRule RuleFor(EstuaryException failure, FailureCause cause) =>
        failure switch
        {
            EstuaryUnavailableException { Failure.Status: 429 } => RetryRule.WhenCountedAnew,
            EstuaryUnavailableException { Failure.Status: 503 } => RetryRule.WhenFree,
            EstuaryUnreachableException when cause == FailureCause.NotConnected => RetryRule.Reconnect,
            EstuaryUnreachableException => RetryRule.IfRepeatable,
            EstuaryUnavailableException when cause != FailureCause.TooLarge => RetryRule.IfRepeatable,
            _ => RetryRule.Never,
        };
}
