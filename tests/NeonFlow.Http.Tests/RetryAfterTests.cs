using System.Globalization;

namespace NeonFlow.Http.Tests;

public sealed class RetryAfterTests
{
    [Theory]
    [InlineData("7", null, 7.0)]
    [InlineData("0", null, 0.0)]
    [InlineData("Tue, 01 Sep 2026 08:00:30 GMT", null, 30.0)]
    [InlineData("Tue, 01 Sep 2026 08:00:30 GMT", "Tue, 01 Sep 2026 08:00:10 GMT", 20.0)]
    [InlineData("Sat, 01 Jan 2000 00:00:00 GMT", null, 0.0)]
    [InlineData("soon", null, null)]
    [InlineData("-5", null, null)]
    [InlineData(null, null, null)]
    public void Seconds_and_dates_are_read(string? retryAfter, string? date, double? seconds)
    {
        using var answer = Api.Answer(429, retryAfter: retryAfter);
        answer.Headers.Date = date is null ? null : DateTimeOffset.Parse(date, CultureInfo.InvariantCulture);
        var clock = new ImpatientClock(TimeSpan.FromMinutes(1));
        Assert.Equal(seconds, RetryAfter.Read(answer.Headers, clock)?.TotalSeconds);
    }
}
