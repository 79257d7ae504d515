namespace NeonFlow.Neon.Tests;

public sealed class NamesTests
{
    [Theory]
    [InlineData("quiet-lake-12345678", true)]
    [InlineData("br-calm-river-1", false)]
    [InlineData("ep-warm-moon-1", false)]
    [InlineData("My Project", false)]
    [InlineData("", false)]
    [InlineData("quiet-lake-12345678\n", false)]
    public void Project_ids(string id, bool good) => Assert.Equal(good, NeonNames.ProjectIdProblem(id) is null);

    [Theory]
    [InlineData("br-calm-river-1", true)]
    [InlineData("main", false)]
    public void Branch_ids(string id, bool good) => Assert.Equal(good, NeonNames.BranchIdProblem(id) is null);

    [Theory]
    [InlineData("cdc_role", true)]
    [InlineData("pg_mine", false)]
    [InlineData("Neon_Superuser", false)]
    [InlineData("ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", true)]
    [InlineData("cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", false)]
    [InlineData("üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü", false)]
    public void Roles(string name, bool good) => Assert.Equal(good, NeonNames.RoleProblem(name) is null);

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.7/32", "203.0.113.7")]
    [InlineData("198.51.100.77/24", "198.51.100.0/24")]
    [InlineData(" 198.51.100.20-198.51.100.50 ", "198.51.100.20-198.51.100.50")]
    [InlineData("198.51.100.20 - 198.51.100.50", "198.51.100.20-198.51.100.50")]
    [InlineData("2001:DB8:0::1", "2001:db8::1")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    public void Address_entries_have_one_spelling(string text, string canonical)
    {
        Assert.Equal(canonical, AllowedIpEntry.TryParse(text, out var problem)?.Text);
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.1")]
    [InlineData("1234")]
    [InlineData("010.0.0.1")]
    [InlineData("300.1.1.1")]
    [InlineData("198.51.100.0/33")]
    [InlineData("198.51.100.0/-1")]
    [InlineData("198.51.100.0/24/8")]
    [InlineData("example.com")]
    [InlineData("198.51.100.50-198.51.100.20")]
    [InlineData("198.51.100.50-2001:db8::1")]
    [InlineData("fe80::1%eth0")]
    public void Entries_that_let_nobody_in_are_refused(string text)
    {
        Assert.Null(AllowedIpEntry.TryParse(text, out var problem));
        Assert.NotNull(problem);
    }
}
