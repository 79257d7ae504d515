using NeonFlow.Provider.Schema;

namespace NeonFlow.SchemaGen;

/// <summary>A function as the derivations see it.</summary>
internal sealed record FunctionEntry(string Token, ShapeInfo Args, ShapeInfo Result, string? Prose);
