namespace NeonFlow.Http.Tests;

public sealed class ApiHandlerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("0")]
    [InlineData("Tue, 01 Sep 2026 08:00:00 GMT")]
    [InlineData("Sat, 01 Jan 2000 00:00:00 GMT")]
    [InlineData(null)]
    public async Task A_busy_server_never_gets_requests_back_to_back(string? retryAfter)
    {
        using var api = new Api(_ => Api.Answer(503, retryAfter: retryAfter));
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Post));
        Assert.All(api.Clock.Pauses, static p => Assert.True(p >= TimeSpan.FromMilliseconds(125)));
        Assert.All(api.Clock.Pauses.Skip(6), static p => Assert.InRange(p, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10)));

        // Five minutes of pauses between 5 and 10 seconds, and some short ones at the start.
        Assert.InRange(api.Requests, 30, 70);
        Assert.Equal(api.Requests - 1, api.Clock.Pauses.Count);
        Assert.Equal(api.Clock.Pauses.Count, api.Told.Count);
        Assert.True(api.Clock.Pauses.Aggregate(TimeSpan.Zero, static (sum, p) => sum + p) <= Patience);
    }

    [Fact]
    public async Task A_server_may_ask_for_a_longer_pause_than_ours()
    {
        using var api = new Api(_ => Api.Answer(429, retryAfter: "100"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Post));
        Assert.Equal(3, api.Clock.Pauses.Count);
        Assert.All(api.Clock.Pauses, static p => Assert.Equal(TimeSpan.FromSeconds(100), p));
    }

    [Fact]
    public async Task A_pause_beyond_the_patience_is_not_begun()
    {
        using var api = new Api(_ => Api.Answer(429, retryAfter: "3600"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Post));
        Assert.Equal(1, api.Requests);
        Assert.Empty(api.Clock.Pauses);
        Assert.Empty(api.Told);
    }

    [Fact]
    public async Task A_read_does_not_wait_as_long_as_a_change()
    {
        using var api = new Api(_ => Api.Answer(503));
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Get));
        Assert.Equal(8, api.Requests);
    }

    [Fact]
    public async Task A_read_within_a_change_waits_as_the_change_does()
    {
        using var api = new Api(_ => Api.Answer(429)) { IsChange = true };
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Get));
        Assert.InRange(api.Requests, 30, 70);
    }

    [Theory]
    [InlineData("40", 2)]
    [InlineData("100", 0)]
    public async Task A_look_believes_a_pause_that_is_asked_for_within_reason(string retryAfter, int pauses)
    {
        using var api = new Api(_ => Api.Answer(429, retryAfter: retryAfter));
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Get));
        Assert.Equal(pauses, api.Clock.Pauses.Count);
        Assert.All(api.Told, static t => Assert.Matches(@"^the API is busy \(until \d\d:\d\d:\d\d at the latest\)$", t));
        Assert.Equal(pauses, api.Told.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("45")]
    public async Task A_look_outlasts_the_minute_in_which_a_server_counts_requests(string? retryAfter)
    {
        var minute = TimeSpan.FromMinutes(1).Ticks;
        ImpatientClock? clock = null;
        using var api = new Api(_ => clock!.GetTimestamp() < minute ? Api.Answer(429, retryAfter: retryAfter) : Api.Answer(200, "{}"))
        {
            Rule = static _ => RetryRule.WhenCountedAnew,
        };
        clock = api.Clock;
        Assert.Equal("{}", await api.SendAsync(HttpMethod.Get));
        Assert.Equal(retryAfter is null ? 0 : 2, api.Clock.Pauses.Count(static p => p == TimeSpan.FromSeconds(45)));
        Assert.Equal(api.Clock.Pauses.Count, api.Told.Count);
        Assert.All(api.Told, static t => Assert.Matches(@"^the API is busy \(until \d\d:\d\d:\d\d at the latest\)$", t));
    }

    [Fact]
    public async Task A_limit_that_one_look_waited_for_in_vain_is_not_waited_for_again_soon()
    {
        var isCounted = true;
        using var api = new Api(_ => isCounted ? Api.Answer(429) : Api.Answer(200, "{}")) { Rule = static _ => RetryRule.WhenCountedAnew };
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Get));
        Assert.InRange(api.Clock.GetTimestamp(), TimeSpan.FromSeconds(60).Ticks, TimeSpan.FromSeconds(90).Ticks);

        var requests = api.Requests;
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Get));
        Assert.Equal(requests + 1, api.Requests);

        // A change waits, and a limit that is over is seen at once.
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Post));
        Assert.InRange(api.Requests, requests + 30, requests + 70);
        isCounted = false;
        Assert.Equal("{}", await api.SendAsync(HttpMethod.Get));
    }

    [Theory]
    [InlineData("GET", 4)]
    [InlineData("PATCH", 4)]
    [InlineData("DELETE", 4)]
    [InlineData("POST", 1)]
    public async Task A_call_of_unknown_outcome_is_repeated_only_where_that_changes_nothing(string method, int requests)
    {
        using var api = new Api(_ => Api.Answer(500)) { Rule = static _ => RetryRule.IfRepeatable };
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(new(method)));
        Assert.Equal(requests, api.Requests);
        Assert.All(api.Failures, f => Assert.Equal(method != "GET", f.OutcomeUnknown));
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, FailureCause.NotConnected)]
    [InlineData(HttpRequestError.ConnectionError, FailureCause.NotConnected)]
    [InlineData(HttpRequestError.ResponseEnded, FailureCause.ConnectionLost)]
    public async Task A_failure_of_the_transport_tells_whether_the_request_was_sent(HttpRequestError error, FailureCause cause)
    {
        using var api = new Api(_ => throw new HttpRequestException(error, "no")) { Rule = static _ => RetryRule.Reconnect };
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Post));
        Assert.Equal([cause, cause], api.Failures.Select(static f => f.Cause));
        Assert.All(api.Failures, static f => Assert.Contains("api.test", f.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_read_whose_connection_breaks_tells_whether_anything_ever_answered_there()
    {
        var answers = false;
        using var api = new Api(_ => answers ? Api.Answer(200, "{}") : throw new HttpRequestException(HttpRequestError.ResponseEnded, "no"))
        {
            Rule = static _ => RetryRule.Never,
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Get));
        answers = true;
        await api.SendAsync(HttpMethod.Get);
        answers = false;
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Get));
        Assert.Equal([FailureCause.NeverAnswered, FailureCause.ConnectionLost], api.Failures.Select(static f => f.Cause));
    }

    [Fact]
    public async Task An_answer_without_limit_is_not_read_into_memory()
    {
        using var api = new Api(_ => Sized(long.MaxValue)) { Rule = static _ => RetryRule.Never };
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Get));
        Assert.Equal(FailureCause.TooLarge, Assert.Single(api.Failures).Cause);

        static HttpResponseMessage Sized(long length)
        {
            var answer = Api.Answer(200, "x");
            answer.Content.Headers.ContentLength = length;
            return answer;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("null")]
    public async Task A_success_without_body_is_none_unless_the_call_asks_for_none(string body)
    {
        using var api = new Api(_ => Api.Answer(200, body)) { Rule = static _ => RetryRule.Never };
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Get));
        Assert.Equal(FailureCause.NoBody, Assert.Single(api.Failures).Cause);
        Assert.Equal("", await api.SendAsync(HttpMethod.Delete));
    }

    [Fact]
    public async Task A_call_is_named_by_its_method_and_its_path_below_the_address()
    {
        using var api = new Api(_ => Api.Answer(400)) { Rule = static _ => RetryRule.Never };
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Put, "things/a%2Fb?secret=1"));
        Assert.Equal("PUT /things/a%2Fb 400", thrown.Message);
    }

    [Fact]
    public async Task A_removed_cause_is_no_reason_to_pause()
    {
        using var api = new Api(r => r.Headers.Contains("fixed") ? Api.Answer(200, "{}") : Fix(r)) { Rule = static _ => RetryRule.AtOnce };
        Assert.Equal("{}", await api.SendAsync(HttpMethod.Post));
        Assert.Equal(2, api.Requests);
        Assert.Empty(api.Told);

        static HttpResponseMessage Fix(HttpRequestMessage request)
        {
            request.Headers.Add("fixed", "yes");
            return Api.Answer(401);
        }
    }

    [Fact]
    public async Task Cancellation_is_not_taken_for_a_time_limit()
    {
        using var stop = new CancellationTokenSource();
        using var api = new Api(_ =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.SendAsync(HttpMethod.Get, stop: stop.Token));
        Assert.Empty(api.Failures);
    }

    [Fact]
    public async Task A_time_limit_is_not_taken_for_cancellation()
    {
        using var api = new Api(static _ => throw new OperationCanceledException()) { Rule = static _ => RetryRule.IfRepeatable };
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.SendAsync(HttpMethod.Patch));
        var failure = Assert.Single(api.Failures);
        Assert.Equal((FailureCause.TimedOut, "no answer within 60 s"), (failure.Cause, failure.Message));
    }
}
