using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Core;

/// <summary>A shape with one of everything.</summary>
[Resource("neonflow:test:Garden")]
[Nested<Bed>]
[Nested<Soil>]
public sealed record Garden
{
    [Input, ReplaceOnChange]
    public required string Name { get; init; }

    [Input, Unordered]
    public IReadOnlyList<string>? Plants { get; init; }

    [Input, Unordered(By = nameof(Bed.Name))]
    public IReadOnlyList<Bed>? Beds { get; init; }

    [Input]
    public IReadOnlyList<string>? Paths { get; init; }

    [Input]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [Input]
    public Secret? GateCode { get; init; }

    [Input, Default("sandy")]
    public Soil? Ground { get; init; }

    [Input, Transport]
    public string? Gate { get; init; }

    [Input, Directive]
    public bool? Acknowledge { get; init; }

    [Input, Output]
    public int? Size { get; init; }

    [Output]
    public long Plot { get; init; }

    [Output]
    public string? Owner { get; init; }
}
