using NeonFlow.Provider.Schema;

namespace NeonFlow.SchemaGen;

/// <summary>A resource as the derivations see it.</summary>
internal sealed record ResourceEntry(string Token, ShapeInfo Shape, string? Prose);
