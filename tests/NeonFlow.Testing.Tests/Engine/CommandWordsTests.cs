using NeonFlow.Testing.Engine;

namespace NeonFlow.Testing.Tests.Engine;

/// <summary>A fix names the command line that its reader has.</summary>
public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("", "delete the lock file with `pulumi cancel`.", "delete the lock file with `neonflow cancel`.")]
    [InlineData("shop", "delete the lock file with `pulumi cancel`.", "delete the lock file with `neonflow cancel shop`.")]
    [InlineData("shop", "pulumi up   # waits", "neonflow up shop   # waits")]
    [InlineData("shop", "run `pulumi stack rm dev`", "run `neonflow stack rm --cwd shop dev`")]
    [InlineData(
        "shop",
        "pulumi config set --secret neonflow:neonApiKey <key>",
        "neonflow config set --cwd shop --secret neonflow:neonApiKey <key>"
    )]
    [InlineData("", "pulumi state delete 'urn:pulumi:dev'", "neonflow state delete 'urn:pulumi:dev'")]
    [InlineData("shop", "pulumi import neonflow:neon:Role r id", "pulumi import neonflow:neon:Role r id")]
    [InlineData(
        "shop",
        "run `pulumi stack --show-urns` and `pulumi stack export`",
        "run `pulumi stack --show-urns` and `pulumi stack export`"
    )]
    [InlineData("shop", "the pulumi upgrade", "the pulumi upgrade")]
    public void Commands_that_neonflow_has_are_its_own(string folder, string text, string expected)
    {
        Assert.Equal(expected, CommandWords.NeonFlow(folder).In(text));
        Assert.Equal(text, CommandWords.Pulumi.In(text));
    }
}
