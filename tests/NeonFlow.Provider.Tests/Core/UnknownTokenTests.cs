using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Tests.Apis;

namespace NeonFlow.Provider.Tests.Core;

/// <summary>Types that the provider does not have.</summary>
public sealed class UnknownTokenTests
{
    [Theory]
    [InlineData("neonflow:index:NeonToEstuary", "import its parts, each by its own id")]
    [InlineData("neonflow:postgres:Publicaton", "it is misspelt, or the package NeonFlow.Pulumi of the program is of another version")]
    public void The_message_names_the_resources_that_there_are(string token, string reason)
    {
        using var dispatcher = new Dispatcher(new NoLog(), Registry.Create);
        var message = Assert.Throws<CallFailedException>(() => dispatcher.Resource(Stack.TargetOf(token))).Message;
        Assert.StartsWith($"NF1005: {token} ", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.All(Registry.ResourceTokens, t => Assert.Contains(t, message, StringComparison.Ordinal));
    }
}
