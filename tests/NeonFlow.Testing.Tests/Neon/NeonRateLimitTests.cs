using NeonFlow.Testing.Neon;

namespace NeonFlow.Testing.Tests.Neon;

public sealed class NeonRateLimitTests : NeonCloudTest
{
    protected override NeonCloudOptions Options => new() { RateLimits = new NeonRateLimits { PerMinute = 3 } };

    [Fact]
    public async Task What_is_too_much_is_answered_429_without_being_carried_out()
    {
        var project = await Cloud.AddProjectAsync();
        var roles = $"/projects/{project.Id}/branches/{project.BranchId}/roles";
        for (var i = 0; i < 3; i++)
        {
            await OkAsync("GET " + roles);
        }
        using var refused = await SendAsync("POST " + roles, """{"role":{"name":"cdc_role"}}""");
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Null(refused.Headers.RetryAfter);
        Assert.Equal(["neondb_owner"], await project.RoleNamesAsync());
    }

    [Fact]
    public void A_minute_of_the_account_and_a_second_of_each_route_are_counted()
    {
        var limiter = new RateLimiter(new NeonRateLimits());
        bool Roles(double second, string branch = "br-a") =>
            limiter.Admits("GET", $"/projects/p/branches/{branch}/roles/r", TimeSpan.FromSeconds(second));

        Assert.All(Enumerable.Range(0, 40), i => Assert.True(Roles(0, "br-" + i)));
        Assert.False(Roles(0.9));
        Assert.True(limiter.Admits("GET", "/projects/p", TimeSpan.FromSeconds(0.9)));
        Assert.True(Roles(1));

        // 42 so far, the last of them after one second.
        Assert.All(Enumerable.Range(0, 658), i => Assert.True(Roles(2 + (i / 39))));
        Assert.False(Roles(59));
        Assert.True(Roles(60));
    }
}
