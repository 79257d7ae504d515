namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What a plan may know besides desired and observed: what other resources of the program are about to make.</summary>
internal sealed record PlanContext
{
    /// <summary>Marker by which an interrupted run finds what it made itself.</summary>
    public required string Marker { get; init; }

    /// <summary>Whether this is a preview, in which missing objects may still be made by others.</summary>
    public bool Preview { get; init; }

    /// <summary>Tables that other resources will make.</summary>
    public IReadOnlyCollection<string> TablesToBeCreated { get; init; } = [];

    /// <summary>Whether other resources may make tables whose names are not known yet.</summary>
    public bool UnknownTablesMayBeCreated { get; init; }

    /// <summary>Roles that other resources will make.</summary>
    public IReadOnlyCollection<string> RolesToBeCreated { get; init; } = [];

    /// <summary>Publications that other resources will make.</summary>
    public IReadOnlyCollection<string> PublicationsToBeCreated { get; init; } = [];

    /// <summary>Publications that go because a replacement takes their place; until then a capture still reads them.</summary>
    public IReadOnlyCollection<string> ReplacedPublications { get; init; } = [];
}
