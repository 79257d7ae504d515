using NeonFlow.Provider;

namespace NeonFlow.Conformance.Tests;

/// <summary>A resource that no subject describes would escape every law.</summary>
public sealed class CoverageTests
{
    [Fact]
    public void Every_registered_resource_has_a_subject() => Assert.Empty(Registry.ResourceTokens.Except(Subject.Tokens));

    [Fact]
    public void Every_subject_is_a_registered_resource() => Assert.Empty(Subject.Tokens.Except(Registry.ResourceTokens));
}
