using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Core;

[ObjectType("neonflow:test:Fence")]
public sealed record Fence
{
    [ReplaceOnChange]
    public string? Wood { get; init; }

    public string? Paint { get; init; }

    [Unordered]
    public IReadOnlyList<string>? Planks { get; init; }
}
