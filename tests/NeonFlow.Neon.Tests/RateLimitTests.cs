namespace NeonFlow.Neon.Tests;

/// <summary>Neon counts requests by the minute: a look waits until it counts anew, says so, and can be stopped.</summary>
public sealed class RateLimitTests
{
    private const string TooMany = """{"request_id":"r-1","code":"","message":"too many requests"}""";

    [Fact]
    public async Task A_look_waits_until_Neon_counts_its_requests_anew()
    {
        var calls = 0;
        await using var server = new ScriptedServer
        {
            Otherwise = _ => ++calls > 20 ? new(200, """{"project":{"id":"p-1","name":"n"}}""", []) : new(429, TooMany, []),
        };
        var said = new List<string>();
        using var neon = Client(server, said.Add);
        Assert.Equal("p-1", (await neon.GetProjectAsync("p-1", default)).Id);
        Assert.Equal(20, said.Count);
        Assert.All(said, static s => Assert.StartsWith("waiting for Neon: too many requests (until ", s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_wait_ends_with_the_callers_cancellation()
    {
        using var stop = new CancellationTokenSource();
        await using var server = new ScriptedServer { Otherwise = _ => new(429, TooMany, [("Retry-After", "50")]) };
        using var neon = Client(server, _ => stop.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => neon.GetProjectAsync("p-1", stop.Token));
        Assert.Single(server.Calls);
    }

    private static NeonClient Client(ScriptedServer server, Action<string> told) =>
        new(
            new NeonOptions
            {
                Address = server.Address,
                ApiKey = "napi_known_secret_value",
                FirstPause = TimeSpan.FromMilliseconds(1),
                LongestPause = TimeSpan.FromMilliseconds(5),
                Progress = new Told(told),
            }
        );
}
