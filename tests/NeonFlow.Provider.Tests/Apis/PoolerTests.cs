using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Tests.Apis;

public sealed class PoolerTests
{
    [Theory]
    [InlineData("ep-cool-1234-pooler.eu-central-1.aws.neon.tech", "ep-cool-1234.eu-central-1.aws.neon.tech")]
    [InlineData("ep-cool-1234-pooler.localhost", "ep-cool-1234.localhost")]
    public void Pooled_hosts_are_seen_and_the_direct_one_is_known(string pooled, string direct)
    {
        Assert.True(Pooler.IsPooled(pooled));
        Assert.Equal(direct, Pooler.DirectHostOf(pooled));
        Assert.False(Pooler.IsPooled(direct));
    }
}
