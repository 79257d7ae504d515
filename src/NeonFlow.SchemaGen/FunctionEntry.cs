using System.Reflection;
using NeonFlow.Provider.Resources;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.SchemaGen;

/// <summary>A function as the derivations see it.</summary>
internal sealed record FunctionEntry(string Token, ShapeInfo Args, ShapeInfo Result, string? Prose);
