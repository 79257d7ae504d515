using NeonFlow.Estuary;

namespace NeonFlow.Provider.Resources.Estuary;

/// <summary>A task of the catalogue with all that is published together with it; the publisher knows nothing of its kind.</summary>
/// <param name="Name">Catalogue name.</param>
/// <param name="StageAsync">What is staged over the specs that are live.</param>
internal sealed record CatalogTask(string Name, Func<IReadOnlyList<LiveSpec>, Task<IReadOnlyList<StagedSpec>>> StageAsync)
{
    /// <summary>Pulumi token of the resource, for the command that imports it.</summary>
    public required string Token { get; init; }

    /// <summary>Property that holds the name.</summary>
    public required string NameProperty { get; init; }

    /// <summary>Property path that a refusal of Estuary is about; empty for the whole resource.</summary>
    public required Func<DraftError, string> PathOf { get; init; }

    /// <summary>The use of the connector's source from the publish until the caller ends it; null: no connector is asked.</summary>
    public SourceUse? Source { get; init; }

    /// <summary>Data plane of a task that is new; null: the first one of the storage mapping.</summary>
    public string? DataPlane { get; init; }

    /// <summary>Whether the program says that a task made by others is taken over.</summary>
    public bool Adopts { get; init; }
}
