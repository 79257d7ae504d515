namespace NeonFlow.Estuary;

/// <summary>A live task that reads or writes collections.</summary>
/// <param name="Task">Catalogue name.</param>
/// <param name="Type">Kind: capture, materialization, collection (a derivation) or test.</param>
public sealed record CollectionUse(string Task, string Type)
{
    /// <summary>Collections that it reads.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];

    /// <summary>Collections that it writes.</summary>
    public IReadOnlyList<string> Writes { get; init; } = [];
}
