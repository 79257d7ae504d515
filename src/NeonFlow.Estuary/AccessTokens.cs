using NeonFlow.Http;

namespace NeonFlow.Estuary;

/// <summary>
/// The credential that calls carry: an access token or API key as it is, or the access token that a refresh token was exchanged for. One
/// exchange serves all calls that wait for it.
/// </summary>
internal sealed class AccessTokens(EstuaryOptions options, EstuaryHttp http) : IDisposable
{
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AssumedLife = TimeSpan.FromMinutes(30);

    private readonly SemaphoreSlim _renewing = new(1, 1);
    private Access? _access;
    private EstuaryUnauthorizedException? _spent;

    /// <summary>The credential for the agent API.</summary>
    public ValueTask<string> ForAgentAsync(CancellationToken stop) =>
        options.Token.Kind == EstuaryTokenKind.ApiKey ? new(options.Token.Text) : CurrentAsync(stop);

    /// <summary>The credential for PostgREST.</summary>
    public ValueTask<string> ForPostgrestAsync(CancellationToken stop) =>
        options.Token.Kind == EstuaryTokenKind.ApiKey
            ? throw new EstuaryUnauthorizedException(
                new("API key")
                {
                    Message =
                        "drafts and publishes still go through PostgREST, which takes no service account key; use a refresh token "
                        + "(dashboard, Admin, CLI-API) instead",
                }
            )
            : CurrentAsync(stop);

    /// <summary>
    /// Drops a token that a server refused, unless another call has renewed it already. False where there is no other token to be had.
    /// </summary>
    public bool Drop(string refused)
    {
        if (options.Token.Kind != EstuaryTokenKind.Refresh)
        {
            return false;
        }

        if (Volatile.Read(ref _access) is { } current && current.Token == refused)
        {
            Interlocked.CompareExchange(ref _access, null, current);
        }

        return true;
    }

    /// <summary>A text without any of the secrets.</summary>
    public string Scrub(string text) => QuotedText.Scrub(text, options.Token.Text, options.Token.Secret, Volatile.Read(ref _access)?.Token);

    public void Dispose() => _renewing.Dispose();

    private async ValueTask<string> CurrentAsync(CancellationToken stop)
    {
        var now = options.Clock.GetUtcNow();
        if (options.Token.Kind == EstuaryTokenKind.Access)
        {
            return EstuaryToken.EndOf(options.Token.Text) is { } end && end <= now
                ? throw new EstuaryUnauthorizedException(
                    new("access token")
                    {
                        Message =
                            $"it expired at {end:u}. Access tokens serve one hour; use a refresh token (dashboard, Admin, CLI-API) instead",
                    }
                )
                : options.Token.Text;
        }

        await _renewing.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (Volatile.Read(ref _access) is not { } access || access.End - RenewBefore <= now)
            {
                access = await ExchangeAsync(stop).ConfigureAwait(false);
                Volatile.Write(ref _access, access);
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
        if (_spent is not null)
        {
            throw _spent;
        }

        var (id, secret) = (options.Token.Id!, options.Token.Secret!);
        AccessTokenAnswer answer;
        try
        {
            var grant = JsonReading.Members(("grant_type", "refresh_token"), ("refresh_token_id", id), ("secret", secret));
            answer = await http.Agent.ExchangeToken(grant, stop).ConfigureAwait(false);
        }
        catch (EstuaryNotFoundException)
        {
            var grant = JsonReading.Members(("refresh_token_id", id), ("secret", secret));
            answer = await http.Postgrest.GenerateAccessToken(grant, stop).ConfigureAwait(false);
        }

        // Its successor could not be kept for the next run, which is the up after this preview.
        if (answer.RefreshToken is not null)
        {
            throw _spent = new EstuaryUnauthorizedException(
                new("refresh token")
                {
                    Message =
                        "it is for a single use, and this run has used it up; the next one could do nothing with it. Use one for multiple "
                        + "uses (dashboard, Admin, CLI-API) instead",
                }
            );
        }

        return new(answer.AccessToken, EstuaryToken.EndOf(answer.AccessToken) ?? options.Clock.GetUtcNow() + AssumedLife);
    }

    private sealed class Access(string token, DateTimeOffset end)
    {
        public string Token => token;

        public DateTimeOffset End => end;
    }
}
