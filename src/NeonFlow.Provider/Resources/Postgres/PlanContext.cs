using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What a plan may know besides desired and observed: what other resources of the program make, and who owns what.</summary>
internal sealed record PlanContext
{
    /// <summary>The mark of this resource, and accounts of it and of others.</summary>
    public required SqlOwnership Ownership { get; init; }

    /// <summary>What comes of names that somebody changed; null where nobody did.</summary>
    public SqlRename? Rename { get; init; }

    /// <summary>Whether this is a preview, in which missing objects may still be made by others.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Tables that other resources will make.</summary>
    public IReadOnlySet<TableName> TablesToBeCreated { get; init; } = new HashSet<TableName>();

    /// <summary>Whether other resources may make tables whose names are not known yet.</summary>
    public bool UnknownTablesMayBeCreated { get; init; }

    /// <summary>Roles that other resources will make.</summary>
    public IReadOnlySet<string> RolesToBeCreated { get; init; } = new HashSet<string>();

    /// <summary>Whether other resources may make roles whose names are not known yet.</summary>
    public bool UnknownRolesMayBeCreated { get; init; }

    /// <summary>Roles that something other than this provider makes.</summary>
    public ExternalRoles ExternalRoles { get; init; } = ExternalRoles.None;

    /// <summary>Publications that other resources will make.</summary>
    public IReadOnlySet<string> PublicationsToBeCreated { get; init; } = new HashSet<string>();

    /// <summary>What the program's other resources make here and keep.</summary>
    public IReadOnlyDictionary<ObjectRef, ProgramResource> Others { get; init; } = new Dictionary<ObjectRef, ProgramResource>();

    /// <summary>Replica identities that other resources will have set.</summary>
    public IReadOnlyList<ISetsIdentity> IdentitiesToBeSet { get; init; } = [];

    /// <summary>Publications that go because a replacement takes their place; until then a capture still reads them.</summary>
    public IReadOnlySet<string> ReplacedPublications { get; init; } = new HashSet<string>();

    /// <summary>What the program's other resources at a database come to.</summary>
    public static PlanContext Of(OperationContext context, IReadOnlyList<ProgramResource> program, SqlOwnership ownership)
    {
        var ready = program.Where(static r => r is { IsDone: true, IsInSameDatabase: true }).ToList();
        return new PlanContext
        {
            Ownership = ownership,
            TablesToBeCreated = Made(ready, ObjectKind.Table)
                .Select(static t => TableName.TryParse(t, out var name, out _) ? name : (TableName?)null)
                .OfType<TableName>()
                .ToHashSet(),
            UnknownTablesMayBeCreated = context.IsPreview && program.Any(static r => r.Shape is IMakesTable && MayMakeMore(r)),
            UnknownRolesMayBeCreated = context.IsPreview && program.Any(static r => r.Shape is IMakesRole && MayMakeMore(r)),
            IdentitiesToBeSet = [.. ready.Select(static r => r.Shape).OfType<ISetsIdentity>()],
            RolesToBeCreated = Made(ready, ObjectKind.Role),
            PublicationsToBeCreated = Made(ready, ObjectKind.Publication),
            Others = program.Remaining().Where(r => r.Place is not null && r.Urn != context.Urn).ToList().Makers(),
            ReplacedPublications = Made(program.Where(static r => r.Stage == ProgramStage.Replaced), ObjectKind.Publication),
        };
    }

    private static bool MayMakeMore(ProgramResource resource) =>
        resource is { Stage: ProgramStage.Ready or ProgramStage.NotAwaited, Unknown.Any: true };

    private static HashSet<string> Made(IEnumerable<ProgramResource> resources, ObjectKind kind) =>
        resources
            .SelectMany(static r => r.MadeObjects)
            .Where(o => o.Kind == kind)
            .Select(static o => o.Name)
            .ToHashSet(StringComparer.Ordinal);
}
