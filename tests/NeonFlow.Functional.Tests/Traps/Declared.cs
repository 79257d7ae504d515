using System.Text.Json.Nodes;

namespace NeonFlow.Functional.Tests.Traps;

/// <summary>
/// A resource as a program in any language registers it: no SDK checks its types. <c>{"$out": "name.output"}</c> in the inputs is an output
/// of an earlier one.
/// </summary>
internal sealed record Declared(string Name, string Type, JsonObject Inputs)
{
    /// <summary>Name of an explicit provider declared before.</summary>
    public string? Provider { get; init; }

    public string ImportId { get; init; } = "";

    public string Version { get; init; } = "";

    public IReadOnlyList<string> ReplaceOnChanges { get; init; } = [];
}
