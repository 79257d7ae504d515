using NeonFlow.Provider.Schema;

namespace NeonFlow.SchemaGen;

/// <summary>A nested record or enum and where it is used.</summary>
internal sealed record TypeEntry(string Token, ValueShape Value)
{
    public bool InInputs { get; init; }

    public bool InOutputs { get; init; }
}
