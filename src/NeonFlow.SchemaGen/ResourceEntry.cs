using NeonFlow.Provider.Schema;

namespace NeonFlow.SchemaGen;

/// <summary>A resource as the derivations see it.</summary>
internal sealed record ResourceEntry(string Token, ShapeInfo Shape, string? Prose)
{
    /// <summary>What the room shows of it as a program; null where it has none.</summary>
    public Example? Example { get; init; }
}
