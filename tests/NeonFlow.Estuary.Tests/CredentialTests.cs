using NeonFlow.Neon.Tests;
using static NeonFlow.Estuary.Tests.TestClient;

namespace NeonFlow.Estuary.Tests;

/// <summary>What calls carry as a credential, and how it is renewed.</summary>
public sealed class CredentialTests
{
    [Fact]
    public void Tokens_are_told_apart_by_their_form_and_never_printed()
    {
        Assert.Equal(EstuaryTokenKind.Refresh, EstuaryToken.TryParse(RefreshToken, out _)!.Kind);
        Assert.Equal(EstuaryTokenKind.Access, EstuaryToken.TryParse(Jwt(DateTimeOffset.UtcNow), out _)!.Kind);
        Assert.Equal(EstuaryTokenKind.ApiKey, EstuaryToken.TryParse("flow_sa_abc", out _)!.Kind);
        Assert.DoesNotContain(Secret, EstuaryToken.TryParse(RefreshToken, out _)!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("flow_sa_first\nsecond")]
    [InlineData("a.b.c d")]
    [InlineData("hello")]
    [InlineData("a.b")]
    [InlineData("eyJpZCI6IjEifQ==")]
    public void What_is_no_token_is_refused_before_any_call(string text)
    {
        Assert.Null(EstuaryToken.TryParse(text, out var problem));
        Assert.NotNull(problem);
    }

    [Fact]
    public async Task A_refresh_token_is_exchanged_once_and_renewed_when_it_is_refused()
    {
        var exchanges = 0;
        var refused = 0;
        await using var server = new ScriptedServer
        {
            Otherwise = asked =>
                asked.Url switch
                {
                    "/api/v1/auth/token" => new(
                        200,
                        $$"""{"access_token":"{{Jwt(DateTimeOffset.UtcNow.AddHours(1), $"t{++exchanges}")}}"}""",
                        []
                    ),
                    _ when asked.Headers["Authorization"].StartsWith("Bearer t1.", StringComparison.Ordinal) && refused++ == 1 => new(
                        401,
                        """{"code":"PGRST301","message":"JWT expired"}""",
                        []
                    ),
                    _ => new(200, "[]", []),
                },
        };
        using var estuary = Client(server, RefreshToken);
        await estuary.GetStatusAsync(["acme/a"], default);
        await estuary.GetStatusAsync(["acme/a"], default);
        Assert.Equal(2, exchanges);
        Assert.Equal("/api/v1/catalog/status?name=acme%2Fa", server.Calls.Last().Url);
        var exchange = server.Calls.First(static c => c.Url == "/api/v1/auth/token");
        Assert.False(exchange.Headers.ContainsKey("Authorization"));
        Assert.Equal($$"""{"grant_type":"refresh_token","refresh_token_id":"{{Id}}","secret":"{{Secret}}"}""", exchange.Body);
    }

    [Fact]
    public async Task A_token_that_another_call_has_renewed_already_is_not_renewed_once_more()
    {
        var exchanges = 0;
        var arrived = new TaskCompletionSource();
        var renewed = new TaskCompletionSource();
        using var transport = new ScriptedTransport(async request =>
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("/auth/token", StringComparison.Ordinal))
            {
                return (200, $$"""{"access_token":"{{Jwt(DateTimeOffset.UtcNow.AddHours(1), $"t{++exchanges}")}}"}""");
            }
            if (!request.Headers.Authorization!.Parameter!.StartsWith("t1.", StringComparison.Ordinal))
            {
                return (200, "[]");
            }
            if (request.RequestUri.Query.Contains("late", StringComparison.Ordinal))
            {
                arrived.SetResult();
                await renewed.Task;
            }
            return (401, """{"code":"PGRST301","message":"JWT expired"}""");
        });
        using var estuary = Client(transport, RefreshToken);
        var late = estuary.GetStatusAsync(["acme/late"], default);
        await arrived.Task;
        await estuary.GetStatusAsync(["acme/a"], default);
        renewed.SetResult();
        await late;
        Assert.Equal(2, exchanges);
    }

    [Fact]
    public async Task A_token_that_ends_within_a_minute_is_renewed_before_it_is_used()
    {
        var exchanges = 0;
        await using var server = new ScriptedServer
        {
            Otherwise = asked =>
                asked.Url == "/api/v1/auth/token"
                    ? new(200, $$"""{"access_token":"{{Jwt(DateTimeOffset.UtcNow.AddSeconds(30), $"t{++exchanges}")}}"}""", [])
                    : new(200, "[]", []),
        };
        using var estuary = Client(server, RefreshToken);
        await estuary.GetStatusAsync(["acme/a"], default);
        await estuary.GetStatusAsync(["acme/a"], default);
        Assert.Equal(2, exchanges);
    }

    [Fact]
    public async Task A_single_use_token_is_refused_at_its_first_exchange_and_not_spent_again()
    {
        var calls = new List<string>();
        await using var server = new ScriptedServer
        {
            Otherwise = asked =>
            {
                calls.Add(asked.Url);
                return new(
                    200,
                    $$$"""
                    {"access_token":"{{{Jwt(DateTimeOffset.UtcNow.AddHours(1))}}}","refresh_token":{"id":"{{{Id}}}",
                    "secret":"the-next-one"}}
                    """,
                    []
                );
            },
        };
        using var estuary = Client(server, RefreshToken);
        for (var again = 0; again < 2; again++)
        {
            var refused = await Assert.ThrowsAsync<EstuaryUnauthorizedException>(() => estuary.GetStatusAsync(["acme/a"], default));
            Assert.Contains("single use", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("the-next-one", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["/api/v1/auth/token"], calls);
    }

    [Fact]
    public async Task An_older_server_exchanges_through_postgrest()
    {
        await using var server = new ScriptedServer
        {
            Otherwise = asked =>
                asked.Url switch
                {
                    "/api/v1/auth/token" => new(404, "not found", []),
                    "/rest/v1/rpc/generate_access_token" => new(
                        200,
                        $$"""{"access_token":"{{Jwt(DateTimeOffset.UtcNow.AddHours(1))}}"}""",
                        []
                    ),
                    _ => new(200, "[]", []),
                },
        };
        using var estuary = Client(server, RefreshToken);
        await estuary.GetStatusAsync(["acme/a"], default);
        Assert.Equal(3, server.Calls.Count);
    }

    [Theory]
    [InlineData(401, "invalid, expired, or unknown credential")]
    [InlineData(
        400,
        """
            {"code":"P0001","details":null,"hint":null,
            "message":"could not find refresh_token with the given `refresh_token_id` (1b5e7c9a-known-secret)"}
            """
    )]
    public async Task A_refused_credential_is_told_without_being_shown(int status, string body)
    {
        await using var server = new ScriptedServer { Otherwise = _ => new(status, body, []) };
        using var estuary = Client(server, RefreshToken);
        var thrown = await Assert.ThrowsAsync<EstuaryUnauthorizedException>(() => estuary.GetStatusAsync(["acme/a"], default));
        Assert.DoesNotContain(Secret, thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_access_token_is_told_before_any_call()
    {
        await using var server = new ScriptedServer();
        using var estuary = Client(server, Jwt(DateTimeOffset.UtcNow.AddMinutes(-1)));
        var thrown = await Assert.ThrowsAsync<EstuaryUnauthorizedException>(() => estuary.GetLiveAsync(["acme/a"], default));
        Assert.Contains("refresh token", thrown.Message, StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task An_api_key_serves_the_agent_api_only()
    {
        await using var server = new ScriptedServer { Otherwise = _ => new(200, "[]", []) };
        using var estuary = Client(server, "flow_sa_known_key");
        await estuary.GetStatusAsync(["acme/a"], default);
        Assert.Equal("Bearer flow_sa_known_key", server.Calls.Single().Headers["Authorization"]);
        await Assert.ThrowsAsync<EstuaryUnauthorizedException>(() => estuary.GetLiveAsync(["acme/a"], default));
    }

    [Fact]
    public async Task A_token_that_another_call_has_renewed_is_not_dropped()
    {
        var exchanges = 0;
        var early = 0;
        var renewed = new TaskCompletionSource();
        using var transport = new ScriptedTransport(async request =>
        {
            if (request.RequestUri!.AbsolutePath == "/api/v1/auth/token")
            {
                var tag = $"t{Interlocked.Increment(ref exchanges)}";
                return (200, $$"""{"access_token":"{{Jwt(DateTimeOffset.UtcNow.AddHours(1), tag)}}"}""");
            }

            if (!request.Headers.Authorization!.Parameter!.StartsWith("t1.", StringComparison.Ordinal))
            {
                renewed.TrySetResult();
                return (200, "[]");
            }

            // All but one of the calls hear of the refusal only after that one has gone on with the next token.
            if (Interlocked.Increment(ref early) > 1)
            {
                await renewed.Task;
            }

            return (401, """{"code":"PGRST301","message":"JWT expired"}""");
        });
        using var estuary = Client(transport, RefreshToken);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => estuary.GetStatusAsync(["acme/a"], default)));
        Assert.Equal(2, exchanges);
    }
}
