using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Resources.Neon;
using NeonFlow.Provider.Resources.Neon.IpAllow;
using NeonFlow.Provider.Resources.Neon.Role;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Resources.Postgres.Grant;
using NeonFlow.Provider.Resources.Postgres.Publication;
using NeonFlow.Provider.Resources.Postgres.ReplicationSlot;
using NeonFlow.Provider.Resources.Postgres.RoleMembership;
using NeonFlow.Provider.Resources.Postgres.WatermarksTable;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Pipeline;

/// <summary>Facts and program together: how things will stand when the capture starts.</summary>
/// <param name="Subject">The capture.</param>
/// <param name="Facts">What the database says now; null where it could not be looked at.</param>
public sealed record CaptureSituation(CaptureSubject Subject, CaptureFacts? Facts)
{
    /// <summary>What the program's other resources make on the capture's server, in the order in which they are done.</summary>
    public IReadOnlyList<ProgramResource> Program { get; init; } = [];

    /// <summary>Inputs of the capture that are not known yet.</summary>
    public IReadOnlyList<NotKnown> UnknownInputs { get; init; } = [];

    /// <summary>The address list that the capture has to get in by; null where there is none, or it could not be looked at.</summary>
    internal AddressList? Addresses { get; init; }

    /// <summary>Roles that something other than this provider makes.</summary>
    public ExternalRoles ExternalRoles { get; init; } = ExternalRoles.None;

    /// <summary>Whether everything that the capture depends on is done, so that nothing can come any more.</summary>
    public bool IsReal { get; init; }

    /// <summary>Resources that the capture does not wait for, taken as done: the question what would then be wrong.</summary>
    internal IReadOnlyList<ProgramResource> Assumed { get; init; } = [];

    /// <summary>Resources that the program has not registered, taken as deleted.</summary>
    internal IReadOnlyList<ProgramResource> Deleted { get; init; } = [];

    /// <summary>What cannot be known yet: inputs of the capture, and of resources that may put something right.</summary>
    internal IReadOnlyList<NotKnown> NotKnown =>
        [
            .. UnknownInputs,
            .. Program
                .Where(static r => r.Stage is ProgramStage.Ready or ProgramStage.NotAwaited)
                .Select(r => r.Withheld(Subject))
                .OfType<NotKnown>(),
        ];

    /// <summary>Resources that the program makes without the capture waiting for them.</summary>
    internal IReadOnlyList<ProgramResource> NotAwaited => At(ProgramStage.NotAwaited);

    /// <summary>Resources that are in the state and were not in the program when the capture came.</summary>
    internal IReadOnlyList<ProgramResource> NotRegistered => At(ProgramStage.NotRegistered);

    /// <summary>
    /// Shapes of what is taken away. The privileges of a replaced grant are given anew before the old ones are revoked, so they are not
    /// among it, nor is what a replacement has made already under the same name.
    /// </summary>
    internal IReadOnlyList<object> Gone =>
        [
            .. At(ProgramStage.Replaced)
                .Where(r => r.Shape is not Grant && !(IsReal && GoesOn(r)))
                .Concat(Deleted)
                .Select(static r => r.Shape),
        ];

    /// <summary>Addresses of the data plane that the address list will not let in.</summary>
    internal IReadOnlyList<string> ShutOut =>
        Addresses is null
            ? []
            : IpAllowPlan.ShutOut(
                Addresses,
                Gone.OfType<IpAllow>(),
                [.. At(ProgramStage.Ready).Concat(Assumed).Where(static r => r.Shape is IpAllow).Select(AllowOf)]
            );

    /// <summary>Roles that this capture has used the slot as under another name; empty where it has not.</summary>
    public IReadOnlyList<string> FormerUsers =>
        [.. SlotUsers(Subject.Slot, ProgramStage.Replaced).SelectMany(static r => Named(r.UsedObjects, ObjectKind.Role))];

    /// <summary>Whether the slot of that name was used by this capture under another name.</summary>
    public bool SlotWasOurs => SlotUsers(Subject.Slot, ProgramStage.Replaced).Any();

    /// <summary>Whether the program looks after the slot, and has done so before or says that it is its own.</summary>
    public bool SlotIsOurs =>
        Made.Any(r => r.Shape is ReplicationSlot slot && slot.Name == Subject.Slot && (slot.Adopt == true || !r.IsNew));

    /// <summary>The publication as the program will leave it; null where the program does not touch it.</summary>
    public Publication? PlannedPublication => Planned<Publication>().LastOrDefault(p => p.Name == Subject.Publication);

    /// <summary>The role as the program will make it; null where it exists already or the program does not make it.</summary>
    public Role? PlannedRole => Facts?.Role is null ? Planned<Role>().LastOrDefault(r => r.Name == Subject.User) : null;

    /// <summary>Operations that will be published; null where there will be no publication.</summary>
    public IReadOnlyList<string>? Operations =>
        PlannedPublication is { } planned ? planned.Operations ?? PublicationOperations.All : Facts?.Publication?.Operations;

    /// <summary>Whether there will be a publication.</summary>
    public bool HasPublication => PlannedPublication is not null || Facts?.Publication is not null;

    /// <summary>Whether changes of partitions will come under the name of the partitioned table.</summary>
    public bool ViaPartitionRoot =>
        PlannedPublication is { } planned ? planned.ViaPartitionRoot != false : Facts?.Publication?.ViaPartitionRoot ?? true;

    /// <summary>Bound tables with their facts.</summary>
    public IEnumerable<(BoundTable Bound, TableFacts Facts, CapturedTableFacts Seen)> Tables =>
        Facts is null ? [] : Subject.Tables.Zip(Facts.Tables, Facts.Seen);

    /// <summary>Whether the capture's role neither exists nor is about to be made, so that nothing can be said about its rights.</summary>
    public bool RoleUnknown => this is { Facts.Role: null, PlannedRole: null };

    private IEnumerable<ProgramResource> Made =>
        At(ProgramStage.Ready)
            .Concat(At(ProgramStage.Same).Where(static r => r.Shape is ReplicationSlot))
            // Once it is done the facts show it; only that a slot is looked after they do not.
            .Where(r => !IsReal || r.Shape is ReplicationSlot)
            .Concat(Assumed);

    /// <summary>Shapes of one type that may be relied on.</summary>
    public IEnumerable<T> Planned<T>() => Made.Select(static r => r.Shape).OfType<T>();

    /// <summary>Slots that other captures of the program use, and which capture it is.</summary>
    public IEnumerable<(string Slot, string Capture, bool IsNew)> OtherSlots() =>
        from resource in Program
        where resource is { Stage: ProgramStage.Ready or ProgramStage.Same or ProgramStage.NotAwaited, Place: not null }
        from capture in Named(resource.MadeObjects, ObjectKind.Capture)
        from slot in Named(resource.UsedObjects, ObjectKind.Slot)
        select (slot, capture, resource.IsNew);

    /// <summary>Whether the server will refuse UPDATE and DELETE on a table, for want of a replica identity.</summary>
    public bool IsKeyless(TableFacts table) =>
        table is { Unpublishable: null }
        && FaultsOf(table).Count > 0
        && (Operations is not { } operations || operations.Contains("update") || operations.Contains("delete"));

    /// <summary>Why; a publication of the program has no row filters and column lists.</summary>
    public IReadOnlyList<IdentityFault> FaultsOf(TableFacts table) =>
        PlannedIdentities.After(
            PlannedPublication is null
                ? table
                : table with
                {
                    IdentityFaults =
                    [
                        .. table.IdentityFaults.Where(static f =>
                            f.Kind is not (IdentityFaultKind.ColumnList or IdentityFaultKind.RowFilter)
                        ),
                    ],
                },
            SetsIdentities
        );

    /// <summary>What sets replica identities in the program.</summary>
    internal IEnumerable<ISetsIdentity> SetsIdentities => Planned<ISetsIdentity>();

    /// <summary>Leaves of a table, or it itself, whose replica identity will be an index without all columns of the primary key.</summary>
    public IReadOnlyList<TableName> LeavesWithoutKey(TableFacts table, CapturedTableFacts seen) =>
        PlannedIdentities.Of(table.Name, SetsIdentities) switch
        {
            null => [.. seen.LeavesWithoutKey.Where(l => PlannedIdentities.Of(l, SetsIdentities) is null)],
            { Index: { } index } when seen.IndexesWithoutKey.Contains(index) => [table.Name],
            _ => [],
        };

    /// <summary>Whether the publication will hold a table.</summary>
    public bool WillBePublished(TableName table, bool listedNow)
    {
        if (Planned<WatermarksTable>().Any(w => w.Publication == Subject.Publication && w.Table == table))
        {
            return true;
        }

        // A watermarks table that is in there stays in there, whatever a publication says of its other tables: it belongs to a resource of
        // its own.
        return PlannedPublication is not { } planned
            ? listedNow
            : planned.AllTables == true
                || NamedTables.Of(planned).Contains(table)
                || (planned.Schemas ?? []).Contains(table.Schema)
                || (listedNow && table == Subject.WatermarksTable);
    }

    /// <summary>Privileges on a table that the program grants to the role, or to a role whose rights it has.</summary>
    public IEnumerable<string> Granted(TableName table) =>
        GrantsIn(table.Schema).Where(g => Covers(g, table)).SelectMany(static g => g.Privileges ?? []);

    /// <summary>Whether the role will be able to read a table, its schema included.</summary>
    public (bool Usage, bool Select) WillRead(TableName table, bool? usageNow, bool? selectNow)
    {
        // A role that the Neon API makes reads everything.
        if (PlannedRole is not null)
        {
            return (true, true);
        }

        var groups = Groups();
        // What the Neon API makes reads everything, and so do its members.
        var readsAll = Planned<Role>().Any(r => groups.Contains(r.Name));
        var through = Facts?.Groups.Where(g => g.Table == table && groups.Contains(g.Group)).ToList() ?? [];
        return (
            usageNow == true
                || (usageNow is null && table.Schema == "public")
                || readsAll
                || through.Exists(static g => g.Usage)
                || GrantsIn(table.Schema).Any(static g => (g.SchemaPrivileges ?? []).Contains("USAGE")),
            selectNow == true || readsAll || through.Exists(static g => g.Select) || Granted(table).Contains("SELECT")
        );
    }

    /// <summary>Whether a grant on tables is on this one.</summary>
    internal static bool Covers(Grant grant, TableName table) =>
        SchemaOf(grant) == table.Schema && (grant.Tables is null || NamedTables.Of(grant).Contains(table));

    private bool GoesOn(ProgramResource replaced) =>
        replaced.MadeObjects.Count > 0 && At(ProgramStage.Ready).Any(r => replaced.MadeObjects.All(r.Makes));

    private static (IpAllow Desired, IpAllow? Saved) AllowOf(ProgramResource resource) =>
        ((IpAllow)resource.Shape, resource.Saved as IpAllow);

    private IReadOnlyList<ProgramResource> At(ProgramStage stage) =>
        [.. Program.Where(r => r.Stage == stage && r.IsJudged() && r.IsKnown())];

    private IEnumerable<ProgramResource> SlotUsers(string slot, ProgramStage stage) =>
        Program.Where(r => r.Stage == stage && r.Uses(new ObjectRef(ObjectKind.Slot, slot)));

    private static IEnumerable<string> Named(IReadOnlyList<ObjectRef> objects, ObjectKind kind) =>
        objects.Where(o => o.Kind == kind).Select(static o => o.Name);

    private IEnumerable<Grant> GrantsIn(string schema)
    {
        var groups = Groups();
        return Planned<Grant>()
            .Where(g =>
                SchemaOf(g) == schema
                && (g.Role == Subject.User || groups.Contains(g.Role) || Facts?.Role?.MemberOf.Contains(g.Role) == true)
            );
    }

    // Roles whose privileges the capture's role gets because the program makes it a member.
    private HashSet<string> Groups()
    {
        var members = new HashSet<string>(Facts?.Role?.MemberOf ?? [], StringComparer.Ordinal) { Subject.User };
        var groups = new HashSet<string>(StringComparer.Ordinal);
        var planned = Planned<RoleMembership>().Where(IsInherited).ToList();
        while (planned.FirstOrDefault(m => members.Contains(m.Member) && groups.Add(m.Role)) is { } found)
        {
            members.Add(found.Role);
        }

        return groups;
    }

    private bool IsInherited(RoleMembership membership) =>
        membership.Inherit ?? (membership.Member != Subject.User || Facts?.Role?.Inherits != false);

    private static string SchemaOf(Grant grant) => grant.Schema ?? "public";
}
