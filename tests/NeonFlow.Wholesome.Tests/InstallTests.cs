namespace NeonFlow.Wholesome.Tests;

/// <summary>All pages print the same install commands, which <see cref="FirstProgramTests"/> runs.</summary>
public sealed class InstallTests
{
    [Theory]
    [InlineData("docs/installation-configuration.md")]
    [InlineData("docs/testing.md")]
    public void Pages_print_the_commands_of_the_readme(string page)
    {
        var known = Commands("README.md").ToList();
        var printed = Commands(page)
            .Select(static command => command.Replace("NeonFlow.Testing", "NeonFlow.Pulumi", StringComparison.Ordinal))
            .ToList();
        Nothing.Wrong(printed.Except(known), $"{page} has other commands than the README:");
        Assert.NotEmpty(printed);
    }

    [Fact]
    public void What_the_readme_prints_is_run()
    {
        var run = Commands("docs/first-program.md").ToList();
        Nothing.Wrong(
            Commands("README.md").Where(command => !run.Contains(command) && !OfCheckout(command)),
            "The README has commands that the page about the first program does not have:"
        );
    }

    private static bool OfCheckout(string command) =>
        command.StartsWith("dotnet pack ", StringComparison.Ordinal)
        || command.StartsWith("dotnet nuget add source ", StringComparison.Ordinal);

    private static IEnumerable<string> Commands(string page) => Blocks.Commands(Repository.Read(page)).SelectMany(static block => block);
}
