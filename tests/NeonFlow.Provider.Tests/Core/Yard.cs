using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Core;

/// <summary>What a <see cref="Garden"/> lacks: numbers of every kind, lists of them, and sets of what has a structure.</summary>
[Resource("neonflow:test:Yard")]
[Nested<Bed>]
[Nested<Fence>]
public sealed record Yard
{
    [Input]
    public bool? Open { get; init; }

    [Input]
    public double? Slope { get; init; }

    [Input]
    public IReadOnlyDictionary<string, int>? Counts { get; init; }

    [Input]
    public IReadOnlyList<int>? Steps { get; init; }

    [Input]
    public IReadOnlyList<long>? Years { get; init; }

    [Input]
    public IReadOnlyList<Secret>? Codes { get; init; }

    [Input, Confidential]
    public string? Notes { get; init; }

    [Input, ReplaceOnChange]
    public Bed? Main { get; init; }

    [Input]
    public Fence? Fence { get; init; }

    [Input]
    public IReadOnlyList<Bed>? Row { get; init; }

    [Input, Unordered]
    public IReadOnlyList<Fence>? Fences { get; init; }

    [Input, Unordered]
    public IReadOnlyList<Json>? Things { get; init; }
}
