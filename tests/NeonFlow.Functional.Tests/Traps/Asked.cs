using System.Text.Json.Nodes;

namespace NeonFlow.Functional.Tests.Traps;

/// <summary>A function call of the program, before its resources.</summary>
internal sealed record Asked(string Token, JsonObject Args);
