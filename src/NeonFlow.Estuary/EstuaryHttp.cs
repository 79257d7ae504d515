using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Refit;

namespace NeonFlow.Estuary;

/// <summary>One way to send: access tokens renewed, waits and repeats, typed errors. All transports share it.</summary>
internal sealed class EstuaryHttp : IDisposable
{
    private const int ShownLength = 400;
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(1);

    private readonly EstuaryOptions _options;
    private readonly HttpClient[] _clients;
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private readonly AsyncLocal<Action<string>?> _watcher = new();
    private readonly HashSet<string> _sunsets = [];
    private Access? _access;
    private (string Id, string Secret)? _rotated;

    public EstuaryHttp(EstuaryOptions options, HttpMessageHandler? transport)
    {
        _options = options;
        var settings = new RefitSettings(new SystemTextJsonContentSerializer(new JsonSerializerOptions(EstuaryText.Options)))
        {
            TransportExceptionFactory = static (_, exception, _) => exception,
        };
        _clients =
        [
            Client(options.Postgrest, Audience.Postgrest),
            Client(options.Agent, Audience.Agent),
            Client(options.Encryption, Audience.Nobody),
        ];
        Postgrest = RestService.ForGenerated<IPostgrestApi>(_clients[0], settings);
        Agent = RestService.ForGenerated<IAgentApi>(_clients[1], settings);
        Encryption = RestService.ForGenerated<IEncryptionApi>(_clients[2], settings);

        HttpClient Client(Uri address, Audience audience) =>
            new(new Envelope(this, audience, transport ?? NewTransport(address)))
            {
                BaseAddress = address,
                Timeout = Timeout.InfiniteTimeSpan,
            };
    }

    public enum Repeat
    {
        /// <summary>A second execution leaves the same result.</summary>
        Free,

        /// <summary>Only after an answer that says nothing was carried out.</summary>
        Costly,
    }

    private enum Audience
    {
        Postgrest,
        Agent,
        Nobody,
    }

    public IPostgrestApi Postgrest { get; }

    public IAgentApi Agent { get; }

    public IEncryptionApi Encryption { get; }

    public void Say(string text) => _watcher.Value?.Invoke(text);

    public IDisposable Watch(Action<string> watcher)
    {
        var before = _watcher.Value;
        _watcher.Value = watcher;
        return new Disposer(() => _watcher.Value = before);
    }

    /// <summary>
    /// Sends until there is an answer worth having. The body of a success is returned (null where it is empty), anything else is thrown.
    /// </summary>
    public async Task<JsonNode?> SendAsync(
        string call,
        Repeat repeat,
        Func<CancellationToken, Task<HttpResponseMessage>> send,
        CancellationToken stop
    )
    {
        var started = TimeProvider.System.GetTimestamp();
        var renewed = false;
        for (var attempt = 1; ; attempt++)
        {
            EstuaryException failure;
            TimeSpan? asked = null;
            using (var limit = CancellationTokenSource.CreateLinkedTokenSource(stop))
            {
                limit.CancelAfter(_options.CallTimeout);
                try
                {
                    using var answer = await send(limit.Token).ConfigureAwait(false);
                    var body = await answer.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
                    NoteSunset(call, answer);
                    if (answer.IsSuccessStatusCode)
                    {
                        return Parse(call, answer, body);
                    }

                    var read = Read(call, answer, body) with { Attempts = attempt };
                    if (IsExpired(read) && !renewed && _options.Token.Kind == EstuaryTokenKind.Refresh)
                    {
                        renewed = true;
                        _access = null;
                        continue;
                    }

                    asked = RetryAfter(answer);
                    failure = Classify(read);
                }
                catch (OperationCanceledException) when (!stop.IsCancellationRequested)
                {
                    failure = new EstuaryUnavailableException(
                        new(call) { Attempts = attempt, Message = $"no answer within {_options.CallTimeout.TotalSeconds:0} s" },
                        outcomeUnknown: true
                    );
                }
                catch (HttpRequestException exception)
                    when (exception.HttpRequestError
                            is HttpRequestError.NameResolutionError
                                or HttpRequestError.ConnectionError
                                or HttpRequestError.SecureConnectionError
                                or HttpRequestError.ProxyTunnelError
                    )
                {
                    failure = new EstuaryUnreachableException(
                        new(call) { Attempts = attempt, Message = Scrub(exception.Message) },
                        exception
                    );
                }
                catch (Exception exception) when (exception is HttpRequestException or IOException)
                {
                    failure = new EstuaryUnavailableException(
                        new(call) { Attempts = attempt, Message = $"the connection broke: {Scrub(exception.Message)}" },
                        outcomeUnknown: true,
                        exception
                    );
                }
            }

            var pause = asked ?? Pause(attempt);
            if (!MayRepeat(failure, repeat, attempt) || TimeProvider.System.GetElapsedTime(started) + pause > _options.Patience)
            {
                throw failure;
            }

            Say($"waiting for Estuary: {failure.Failure.Message}");
            await Task.Delay(pause, stop).ConfigureAwait(false);
        }
    }

    /// <summary>A GraphQL operation; its <c>data</c>.</summary>
    public async Task<JsonObject> QueryAsync(string name, string document, JsonObject variables, CancellationToken stop)
    {
        var answer = await SendAsync(
                $"GraphQL {name}",
                Repeat.Free,
                s => Agent.Query(JsonReading.Members(("operationName", name), ("query", document), ("variables", variables.Copy())), s),
                stop
            )
            .ConfigureAwait(false);
        if (answer.List("errors").FirstOrDefault() is { } error)
        {
            var text = error.Text("message") ?? "no explanation";
            var code =
                text.Contains(':', StringComparison.Ordinal)
                && !text[..text.IndexOf(':', StringComparison.Ordinal)].Contains(' ', StringComparison.Ordinal)
                    ? text[..text.IndexOf(':', StringComparison.Ordinal)]
                    : "";
            var failure = new EstuaryFailure($"GraphQL {name}")
            {
                Status = 200,
                Code = code,
                Message = Scrub(text),
            };
            throw code switch
            {
                "PermissionDenied" => new EstuaryForbiddenException(failure),
                "Unauthenticated" => new EstuaryUnauthorizedException(failure),
                "NotFound" => new EstuaryNotFoundException(failure),
                "Unavailable" or "DeadlineExceeded" or "ResourceExhausted" => new EstuaryUnavailableException(
                    failure,
                    outcomeUnknown: false
                ),
                _ when IsMissingFeature(text) => new EstuaryNotFoundException(failure),
                _ => new EstuaryRefusedException(failure),
            };
        }

        return answer.Object("data")
            ?? throw new EstuaryUnavailableException(
                new($"GraphQL {name}") { Status = 200, Message = "the answer has no data" },
                outcomeUnknown: false
            );
    }

    public void Dispose()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        _renewing.Dispose();
    }

    private static bool IsMissingFeature(string text) =>
        text.StartsWith("Unknown field", StringComparison.Ordinal) || text.Contains("Cannot query field", StringComparison.Ordinal);

    private static SocketsHttpHandler NewTransport(Uri address) =>
        new()
        {
            // Provisional denials are redirects; followed blindly they loop and lose the Authorization header.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !address.IsLoopback,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.All,
        };

    private async Task<string> BearerAsync(Audience audience, CancellationToken stop)
    {
        var token = _options.Token;
        switch (token.Kind)
        {
            case EstuaryTokenKind.Access:
                if (EstuaryToken.EndOf(token.Text) is { } end && end <= DateTimeOffset.UtcNow)
                {
                    throw new EstuaryUnauthorizedException(
                        new("access token")
                        {
                            Message =
                                $"it expired at {end:u}. Access tokens serve one hour; use a refresh token (dashboard, Admin, CLI-API) "
                                + "instead",
                        }
                    );
                }

                return token.Text;
            case EstuaryTokenKind.ApiKey when audience == Audience.Agent:
                return token.Text;
            case EstuaryTokenKind.ApiKey:
                throw new EstuaryUnauthorizedException(
                    new("API key")
                    {
                        Message =
                            "drafts and publishes still go through PostgREST, which takes no service account key; use a refresh token "
                            + "(dashboard, Admin, CLI-API) instead",
                    }
                );
        }

        await _renewing.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (_access is not { } access || access.End - RenewBefore <= DateTimeOffset.UtcNow)
            {
                _access = access = await ExchangeAsync(stop).ConfigureAwait(false);
            }

            return access.Token;
        }
        finally
        {
            _renewing.Release();
        }
    }

    private async Task<Access> ExchangeAsync(CancellationToken stop)
    {
        var (id, secret) = _rotated ?? (_options.Token.Id!, _options.Token.Secret!);
        JsonNode? answer;
        try
        {
            answer = await SendAsync(
                    "POST /api/v1/auth/token",
                    Repeat.Costly,
                    s =>
                        Agent.ExchangeToken(
                            JsonReading.Members(("grant_type", "refresh_token"), ("refresh_token_id", id), ("secret", secret)),
                            s
                        ),
                    stop
                )
                .ConfigureAwait(false);
        }
        catch (EstuaryNotFoundException)
        {
            answer = await SendAsync(
                    "POST /rpc/generate_access_token",
                    Repeat.Costly,
                    s => Postgrest.GenerateAccessToken(JsonReading.Members(("refresh_token_id", id), ("secret", secret)), s),
                    stop
                )
                .ConfigureAwait(false);
        }

        if (answer.Text("access_token") is not { Length: > 0 } token)
        {
            throw new EstuaryUnavailableException(
                new("POST /api/v1/auth/token") { Status = 200, Message = "the answer holds no access token" },
                outcomeUnknown: false
            );
        }

        if (answer.Object("refresh_token") is { } next && next.Text("id") is { } nextId && next.Text("secret") is { } nextSecret)
        {
            _rotated = (nextId, nextSecret);
            Say("The Estuary refresh token is for a single use and is spent now; make one for multiple uses, or the next run fails.");
        }

        return new(token, EstuaryToken.EndOf(token) ?? DateTimeOffset.UtcNow.AddMinutes(30));
    }

    private void NoteSunset(string call, HttpResponseMessage answer)
    {
        if ((answer.Headers.Contains("Deprecation") || answer.Headers.Contains("Sunset")) && _sunsets.Add(call))
        {
            var until = answer.Headers.TryGetValues("Sunset", out var dates) ? $" until {dates.First()}" : "";
            Say($"Estuary announces that {call} will be served only{(until.Length == 0 ? " for a while" : until)}.");
        }
    }

    private bool MayRepeat(EstuaryException failure, Repeat repeat, int attempt) =>
        failure switch
        {
            EstuaryUnavailableException { Failure.Status: 307 or 429 or 503 } => repeat == Repeat.Costly || attempt < _options.Attempts * 2,
            EstuaryUnreachableException => attempt < Math.Min(2, _options.Attempts),
            EstuaryUnavailableException => attempt < _options.Attempts && repeat == Repeat.Free,
            _ => false,
        };

    private TimeSpan Pause(int attempt)
    {
        var longest = Math.Min(
            _options.FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 20)),
            _options.LongestPause.TotalMilliseconds
        );
        return TimeSpan.FromMilliseconds(longest * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    /// <summary>Relative to the server's own clock, as the provisional denials are meant.</summary>
    private static TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        var asked = answer.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date is { } date ? date - (answer.Headers.Date ?? DateTimeOffset.UtcNow) : null);
        return wait is { } w ? (w < TimeSpan.Zero ? TimeSpan.Zero : w) : null;
    }

    private static JsonNode? Parse(string call, HttpResponseMessage answer, byte[] body)
    {
        if (body.Length == 0)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            // The body may hold a token, so it is not shown.
            throw new EstuaryUnavailableException(
                new(call) { Status = (int)answer.StatusCode, Message = "the answer is not JSON; is the address right?" },
                outcomeUnknown: true
            );
        }
    }

    private EstuaryFailure Read(string call, HttpResponseMessage answer, byte[] body)
    {
        var text = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 64 * 1024)));
        JsonNode? json = null;
        try
        {
            json = text.StartsWith('{') ? JsonNode.Parse(text) : null;
        }
        catch (JsonException)
        {
            // Plain text or HTML; shown as it is.
        }

        var message = json is null
            ? string.Join(' ', Cut(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            : string.Join(
                ". ",
                new[]
                {
                    json.Text("message") ?? json.Text("description") ?? json.Text("error"),
                    json.Text("details"),
                    json.Text("hint"),
                }.Where(static t => !string.IsNullOrEmpty(t))
            );
        return new(call)
        {
            Status = (int)answer.StatusCode,
            Code = json.Text("code") ?? json.Text("error") ?? "",
            Message = Scrub(message.Length > 0 ? message : answer.ReasonPhrase ?? "no explanation"),
        };
    }

    // Never within a word: half a password is not recognised as one by whoever hides them.
    private static string Cut(string text) =>
        text.Length <= ShownLength ? text : text[..(text.AsSpan(0, ShownLength).LastIndexOfAny(" \t\r\n\",'<>{}[]") + 1)];

    private static bool IsExpired(EstuaryFailure failure) =>
        failure.Status == 401
        || (
            failure.Status is 400 or 403
            && (
                failure.Message.Contains("JWT expired", StringComparison.Ordinal)
                || failure.Message.Contains("invalid JWT", StringComparison.Ordinal)
            )
        );

    private static EstuaryException Classify(EstuaryFailure failure) =>
        failure.Status switch
        {
            401 => new EstuaryUnauthorizedException(failure),
            403 => new EstuaryForbiddenException(failure),
            400
                when failure.Message.Contains("refresh_token", StringComparison.Ordinal)
                    || failure.Message.Contains("invalid secret", StringComparison.Ordinal) => new EstuaryUnauthorizedException(failure),
            400 or 409 or 422 when failure.Code == "42501" => new EstuaryForbiddenException(failure),
            404 => new EstuaryNotFoundException(failure),
            307 or 429 or 503 => new EstuaryUnavailableException(failure, outcomeUnknown: false),
            >= 500 => new EstuaryUnavailableException(failure, outcomeUnknown: true),
            >= 400 => new EstuaryRefusedException(failure),
            _ => new EstuaryUnavailableException(failure, outcomeUnknown: false),
        };

    private string Scrub(string text)
    {
        foreach (var secret in new[] { _options.Token.Text, _options.Token.Secret, _rotated?.Secret, _access?.Token })
        {
            if (!string.IsNullOrEmpty(secret))
            {
                text = text.Replace(secret, "[secret]", StringComparison.Ordinal);
            }
        }

        return text;
    }

    private sealed record Access(string Token, DateTimeOffset End);

    private sealed class Disposer(Action dispose) : IDisposable
    {
        private Action? _dispose = dispose;

        public void Dispose() => Interlocked.Exchange(ref _dispose, null)?.Invoke();
    }

    private sealed class Envelope(EstuaryHttp owner, Audience audience, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Accept.Add(new("application/json"));
            request.Headers.UserAgent.ParseAdd(owner._options.UserAgent);
            var path = request.RequestUri!.AbsolutePath;
            if (audience == Audience.Postgrest && owner._options.PublicKey is { Length: > 0 } key)
            {
                request.Headers.TryAddWithoutValidation("apikey", key);
            }

            if (
                audience != Audience.Nobody
                && !path.EndsWith("/auth/token", StringComparison.Ordinal)
                && !path.EndsWith("/rpc/generate_access_token", StringComparison.Ordinal)
            )
            {
                request.Headers.Authorization = new AuthenticationHeaderValue(
                    "Bearer",
                    await owner.BearerAsync(audience, cancellationToken).ConfigureAwait(false)
                );
            }

            var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

            // A new grant takes seconds to be seen: the same call goes to where the answer points, which knows when the waiting began and
            // in the end decides.
            while (
                answer.StatusCode == HttpStatusCode.TemporaryRedirect
                && audience == Audience.Agent
                && answer.Headers.Location is { } next
                && RetryAfter(answer) is { } wait
            )
            {
                owner.Say("waiting for Estuary: a new grant is not seen everywhere yet");
                answer.Dispose();
                await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
                var target = new Uri(request.RequestUri, next);
                if (target.Authority != request.RequestUri.Authority)
                {
                    throw new HttpRequestException("the answer points to another host");
                }

                request.RequestUri = target;
                answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }

            return answer;
        }
    }
}
