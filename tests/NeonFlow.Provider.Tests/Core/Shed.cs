using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Core;

/// <summary>A shape with a type that is text on the wire, with free JSON, and with inputs that say nothing about the object.</summary>
[Resource("neonflow:test:Shed")]
[Scalar<Shelf, ShelfErrors>]
public sealed record Shed
{
    [Input, ReplaceOnChange]
    public required Shelf Main { get; init; }

    [Input, Unordered]
    public IReadOnlyList<Shelf>? Shelves { get; init; }

    [Input]
    public Json? Config { get; init; }

    [Input, Trigger]
    public string? Paint { get; init; }

    [Input, Credential]
    public string? Key { get; init; }
}
