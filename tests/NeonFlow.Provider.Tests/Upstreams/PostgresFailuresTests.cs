using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using SessionOptions = NeonFlow.Postgres.SessionOptions;

namespace NeonFlow.Provider.Tests.Upstreams;

/// <summary>What is said of a server or proxy that lets nobody in: one code for one cause, and the way out.</summary>
public sealed class PostgresFailuresTests
{
    private const string NotAllowed =
        "This IP address 203.0.113.9 is not allowed to connect to this endpoint. Please add it to the allowed list in the Neon console.";
    private const string Vpc = "This VPC endpoint id vpce-1 is not allowed to connect to this endpoint.";
    private const string Blocked = "This connection is trying to access this endpoint from a blocked network.";
    private const string Quota =
        "Control plane request failed: endpoint is temporarily unavailable. Check your quotas and/or contact our support.";
    private const string Closed = "database \"shop\" is not currently accepting connections";

    [Theory]
    [InlineData("XX000", NotAllowed, "NF3030", FailureKind.Refused, "IP Allow")]
    [InlineData("XX000", Vpc, "NF3030", FailureKind.Refused, "VPC endpoint")]
    [InlineData("XX000", Blocked, "NF3030", FailureKind.Refused, "public internet")]
    [InlineData("XX000", "Control plane request failed: endpoint is disabled", "NF3030", FailureKind.Refused, "Enable the compute")]
    [InlineData("XX000", "Control plane request failed: endpoint cannot be found", "NF3030", FailureKind.Refused, "no such compute")]
    [InlineData("XX000", "Endpoint ID is not specified.", "NF3030", FailureKind.Refused, "host name")]
    [InlineData("XX000", "Your project has exceeded the data transfer quota.", "NF3030", FailureKind.Refused, "quota")]
    [InlineData("XX000", Quota, "NF3030", FailureKind.Unavailable, "quota")]
    [InlineData("55000", Closed, "NF3030", FailureKind.Refused, "ALTER DATABASE \"shop\" ALLOW_CONNECTIONS true;")]
    [InlineData("XX000", "Couldn't connect to compute node", "NF3010", FailureKind.Unreachable, "compute runs again")]
    [InlineData("XX000", "password authentication failed for user 'shop_owner'", "NF3009", FailureKind.Refused, "password")]
    [InlineData(
        "53300",
        "too many connections for role \"shop_owner\"",
        "NF3029",
        FailureKind.Unavailable,
        "ALTER ROLE \"shop_owner\" CONN"
    )]
    [InlineData("53300", "too many connections for database \"shop\"", "NF3029", FailureKind.Unavailable, "ALTER DATABASE \"shop\" CONN")]
    [InlineData("53300", "sorry, too many clients already", "NF3029", FailureKind.Unavailable, "max_connections")]
    [InlineData("XX000", "Too many connections to this endpoint.", "NF3029", FailureKind.Unavailable, "max_connections")]
    [InlineData(
        "57014",
        "canceling statement due to statement timeout",
        "NF3039",
        FailureKind.Unavailable,
        "ALTER ROLE \"shop_owner\" IN DATABASE \"shop\" SET statement_timeout = 0;"
    )]
    [InlineData("42501", "permission denied for database \"shop\"", "NF3012", FailureKind.Failed, "GRANT CONNECT ON DATABASE \"shop\"")]
    public async Task A_refusal_has_its_cause_and_its_fix(string state, string text, string code, FailureKind kind, string fix)
    {
        await using var server = new RefusingServer(state, text);
        var thrown = await LookAsync(server, TimeSpan.Zero);
        var diagnostic = PostgresFailures.Read(thrown, null);
        Assert.Equal((code, kind), (diagnostic.Code.Id, diagnostic.Kind));
        Assert.Contains(text.TrimEnd('.'), diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains(fix, diagnostic.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("XX000", "Couldn't connect to compute node", true)]
    [InlineData("XX000", Quota, true)]
    [InlineData("53300", "sorry, too many clients already", true)]
    [InlineData("57P03", "the database system is starting up", true)]
    [InlineData("XX000", NotAllowed, false)]
    [InlineData("28P01", "password authentication failed", false)]
    public async Task A_look_tries_again_what_may_pass(string state, string text, bool passes)
    {
        await using var server = new RefusingServer(state, text);
        await LookAsync(server, TimeSpan.FromMilliseconds(200));
        Assert.Equal(passes, server.Logins > 1);
    }

    private static async Task<DatabaseException> LookAsync(RefusingServer server, TimeSpan patience)
    {
        await using var sessions = new PostgresSessions(NeonProxy.Classify);
        return await Assert.ThrowsAsync<DatabaseException>(() =>
            sessions.ReadAsync(server.Address, new SessionOptions { Patience = patience }, static (_, _) => Task.FromResult(0), default)
        );
    }
}
