namespace NeonFlow.Http.Tests;

/// <summary>APIs behind a socket that take requests and are late with their answers.</summary>
public sealed class SilentApiTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    [InlineData("POST")]
    public async Task An_API_that_says_nothing_is_waited_for_once_by_all(string method)
    {
        await using var server = new LateServer();
        using var api = new Api(server.Address, Limit, TimeSpan.FromMinutes(10)) { Rule = static _ => RetryRule.IfRepeatable };
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(new(method)));
        var failure = Assert.Single(api.Failures);
        Assert.Equal((FailureCause.TimedOut, "no answer within 2 s"), (failure.Cause, failure.Message));
        Assert.Equal(method != "GET", failure.OutcomeUnknown);
        Assert.Contains($"waiting for {server.Address.Authority}: no answer yet", api.Told);

        var requests = server.Requests.Count;
        foreach (var later in new[] { HttpMethod.Get, HttpMethod.Patch, HttpMethod.Post })
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(later));
            Assert.Equal((failure.Message, false), (api.Failures[^1].Message, api.Failures[^1].OutcomeUnknown));
        }

        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task A_change_that_takes_long_is_waited_for_where_the_API_answers_others()
    {
        await using var server = new LateServer { AnswersAfter = 2 };
        using var api = new Api(server.Address, Limit, TimeSpan.FromMinutes(10));
        Assert.Equal("{}", await api.SendAsync(HttpMethod.Patch));
        Assert.Equal(["PATCH /v2/things/1?with=query", "GET /v2"], server.Requests);
        Assert.Empty(api.Failures);
    }

    [Fact]
    public async Task A_read_that_takes_too_long_is_its_own_matter_where_the_API_answers_others()
    {
        await using var server = new LateServer { IsLate = static path => path.Contains("things", StringComparison.Ordinal) };
        using var api = new Api(server.Address, Limit, TimeSpan.FromMinutes(10)) { Rule = static _ => RetryRule.IfRepeatable };
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Get));
        Assert.Equal("{}", await api.SendAsync(HttpMethod.Get, "others"));
        Assert.Single(api.Failures);
    }

    [Fact]
    public async Task A_read_that_is_never_answered_does_not_stop_others_that_are()
    {
        await using var server = new LateServer { IsLate = static path => path.Contains("things", StringComparison.Ordinal) };
        using var api = new Api(server.Address, Limit, TimeSpan.FromMinutes(10)) { Rule = static _ => RetryRule.IfRepeatable };
        var late = api.SendAsync(HttpMethod.Get);
        await server.Arrived;
        Assert.Equal("{}", await api.SendAsync(HttpMethod.Get, "others"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => late);
        Assert.Equal("{}", await api.SendAsync(HttpMethod.Get, "others"));
        Assert.Single(api.Failures);
    }
}
