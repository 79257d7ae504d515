using NeonFlow.Postgres;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Tests.Apis;

public sealed class NeonProxyTests
{
    [Theory]
    [InlineData("XX000", "password authentication failed for user 'x'", DatabaseFailure.LoginRefused)]
    [InlineData("XX000", "Couldn't connect to compute node", DatabaseFailure.Unreachable)]
    [InlineData("XX000", "Too many connections to this endpoint. Please try again later.", DatabaseFailure.NoConnection)]
    [InlineData("XX000", "tuple concurrently updated", null)]
    [InlineData("XX000", "cache lookup failed", null)]
    [InlineData("42501", "Internal error", null)]
    public void Its_errors_are_told_from_those_of_the_server(string state, string text, DatabaseFailure? expected) =>
        Assert.Equal(expected, NeonProxy.Classify(state, text));
}
