using NeonFlow.Postgres;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What a plan may know besides desired and observed: what other resources of the program make, and who owns what.</summary>
internal sealed record PlanContext
{
    /// <summary>The mark of this resource, and accounts of it and of others.</summary>
    public required SqlOwnership Ownership { get; init; }

    /// <summary>Whether this is a preview, in which missing objects may still be made by others.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Tables that other resources will make.</summary>
    public IReadOnlySet<TableName> TablesToBeCreated { get; init; } = new HashSet<TableName>();

    /// <summary>Whether other resources may make tables whose names are not known yet.</summary>
    public bool UnknownTablesMayBeCreated { get; init; }

    /// <summary>Roles that other resources will make.</summary>
    public IReadOnlySet<string> RolesToBeCreated { get; init; } = new HashSet<string>();

    /// <summary>Publications that other resources will make.</summary>
    public IReadOnlySet<string> PublicationsToBeCreated { get; init; } = new HashSet<string>();

    /// <summary>Replica identities that other resources will have set.</summary>
    public IReadOnlyList<ISetsIdentity> IdentitiesToBeSet { get; init; } = [];

    /// <summary>Publications that go because a replacement takes their place; until then a capture still reads them.</summary>
    public IReadOnlySet<string> ReplacedPublications { get; init; } = new HashSet<string>();
}
