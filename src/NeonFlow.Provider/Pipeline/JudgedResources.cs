using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Resources.Neon.IpAllow;
using NeonFlow.Provider.Resources.Neon.LogicalReplication;
using NeonFlow.Provider.Resources.Neon.Role;
using NeonFlow.Provider.Resources.Postgres.DefaultPrivileges;
using NeonFlow.Provider.Resources.Postgres.Grant;
using NeonFlow.Provider.Resources.Postgres.Publication;
using NeonFlow.Provider.Resources.Postgres.ReplicaIdentity;
using NeonFlow.Provider.Resources.Postgres.ReplicationSlot;
using NeonFlow.Provider.Resources.Postgres.RoleMembership;
using NeonFlow.Provider.Resources.Postgres.WatermarksTable;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Pipeline;

/// <summary>Resources of the program whose objects a capture needs, and what is known of them.</summary>
internal static class JudgedResources
{
    /// <summary>Whether a capture of the same database needs what the resource makes.</summary>
    public static bool IsJudged(this ProgramResource resource) => resource.IsInSameDatabase && ShapeOf(resource) is not null;

    /// <summary>Whether everything about the resource's object is known.</summary>
    public static bool IsKnown(this ProgramResource resource) => Unknown(resource).Count == 0;

    /// <summary>What cannot be judged because the resource, which may put it right, is not fully known; null: nothing.</summary>
    public static NotKnown? Withheld(this ProgramResource resource, CaptureSubject subject)
    {
        var unknown = Unknown(resource);
        if (unknown.Count == 0 || !resource.IsInSameDatabase)
        {
            return null;
        }

        var aspects = resource.Shape switch
        {
            IpAllow => CaptureAspects.Addresses,
            LogicalReplication => CaptureAspects.Server,
            Role role when MayBe(role.Name, subject.User, nameof(Role.Name)) => CaptureAspects.Role
                | CaptureAspects.Rights
                | CaptureAspects.Watermarks,
            Grant grant when MayBe(grant.Role, subject.User, nameof(Grant.Role)) => CaptureAspects.Rights | CaptureAspects.Watermarks,
            RoleMembership membership when MayBe(membership.Member, subject.User, nameof(RoleMembership.Member)) => CaptureAspects.Rights
                | CaptureAspects.Watermarks,
            Publication publication when MayBe(publication.Name, subject.Publication, nameof(Publication.Name)) =>
                CaptureAspects.Publication,
            WatermarksTable table when MayBe(table.Table?.ToString(), subject.WatermarksTable?.ToString(), nameof(WatermarksTable.Table)) =>
                CaptureAspects.Watermarks | CaptureAspects.Publication,
            ReplicaIdentity identity when identity.Table.Name is null || subject.Tables.Any(t => t.Name == identity.Table) =>
                CaptureAspects.Tables,
            ReplicationSlot slot when MayBe(slot.Name, subject.Slot, nameof(ReplicationSlot.Name)) => CaptureAspects.Slot,
            _ => CaptureAspects.None,
        };
        return aspects == CaptureAspects.None
            ? null
            : new NotKnown(aspects, $"{TextList.And([.. unknown.Order(StringComparer.Ordinal)])} of {resource.Name}", Always: false);

        bool MayBe(string? name, string? wanted, string property) => name == wanted || resource.Unknown.Contains(PropertyPath.Of(property));
    }

    /// <summary>Whether the program may put entries on an address list that has none.</summary>
    public static bool MayCloseList(this IReadOnlyList<ProgramResource> program) =>
        program.Any(static r => r.Shape is IpAllow { KeepOpen: not true });

    /// <summary>Whether the program has an address list guard protected branches only.</summary>
    public static bool GuardsProtectedOnly(this IReadOnlyList<ProgramResource> program) =>
        program.Any(static r => r.Shape is IpAllow { ProtectedBranchesOnly: true });

    /// <summary>Roles that the program makes others members of.</summary>
    public static IReadOnlyList<string> Groups(this IReadOnlyList<ProgramResource> program) =>
        [.. program.Select(static r => r.Shape).OfType<RoleMembership>().Select(static m => m.Role).OfType<string>().Distinct()];

    /// <summary>How a resource reaches its database; null where it does not say so.</summary>
    public static Connection? Connection(this ProgramResource resource) =>
        resource.Shape switch
        {
            Publication publication => publication.Connection,
            Grant grant => grant.Connection,
            DefaultPrivileges privileges => privileges.Connection,
            WatermarksTable table => table.Connection,
            ReplicaIdentity identity => identity.Connection,
            ReplicationSlot slot => slot.Connection,
            RoleMembership membership => membership.Connection,
            _ => null,
        };

    // How to reach an object says nothing about it once its place is known.
    private static IReadOnlyList<string> Unknown(ProgramResource resource) =>
        !resource.Unknown.Any || ShapeOf(resource) is not { } shape
            ? []
            :
            [
                .. shape
                    .AboutObject(resource.Unknown)
                    .Paths.Where(p => resource.Place is null || shape[PropertyPath.Root(p)] is not { IsTransport: true }),
            ];

    private static ShapeInfo? ShapeOf(ProgramResource resource) =>
        resource.Shape switch
        {
            IpAllow => ShapeInfo.Of<IpAllow>(),
            LogicalReplication => ShapeInfo.Of<LogicalReplication>(),
            Role => ShapeInfo.Of<Role>(),
            Grant => ShapeInfo.Of<Grant>(),
            Publication => ShapeInfo.Of<Publication>(),
            WatermarksTable => ShapeInfo.Of<WatermarksTable>(),
            ReplicaIdentity => ShapeInfo.Of<ReplicaIdentity>(),
            ReplicationSlot => ShapeInfo.Of<ReplicationSlot>(),
            RoleMembership => ShapeInfo.Of<RoleMembership>(),
            _ => null,
        };
}
