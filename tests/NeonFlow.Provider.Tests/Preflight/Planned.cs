using NeonFlow.Neon;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Resources.Neon.IpAllow;
using NeonFlow.Provider.Resources.Neon.LogicalReplication;
using NeonFlow.Provider.Resources.Neon.Role;
using NeonFlow.Provider.Resources.Postgres.Grant;
using NeonFlow.Provider.Resources.Postgres.Publication;
using NeonFlow.Provider.Resources.Postgres.ReplicationSlot;
using NeonFlow.Provider.Resources.Postgres.RoleMembership;
using NeonFlow.Provider.Resources.Postgres.WatermarksTable;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>Resources of a program, as the judge of a capture sees them.</summary>
internal static class Planned
{
    private static readonly string[] AllOperations = ["insert", "update", "delete", "truncate"];

    public static readonly LogicalReplication Replication = new() { ProjectId = NeonProjectId.Parse("quiet-lake-12345678") };

    public static Role RoleOf(string name) => new() { ProjectId = NeonProjectId.Parse("quiet-lake-12345678"), Name = name };

    public static Grant GrantOf(string role, string schema, string[] onSchema, string[]? tables, params string[] privileges) =>
        new()
        {
            Role = role,
            Schema = schema,
            SchemaPrivileges = onSchema,
            Tables = tables is null ? null : [.. tables.Select(static t => RelationName.Parse(t, null))],
            Privileges = privileges,
        };

    public static RoleMembership MembershipOf(string member, string role, bool? inherit = null) =>
        new()
        {
            Role = role,
            Member = member,
            Inherit = inherit,
        };

    public static Publication PublicationOf(string name, params string[] tables) =>
        new()
        {
            Name = name,
            AllTables = false,
            Tables = [.. tables.Select(static t => TableName.Parse(t, null))],
            Operations = AllOperations,
            ViaPartitionRoot = true,
        };

    public static WatermarksTable WatermarksOf(string table, string role, string? publication = null) =>
        new()
        {
            Table = TableName.Parse(table, null),
            Role = role,
            Publication = publication,
        };

    public static ReplicationSlot SlotOf(string name, bool adopt = false) => new() { Name = name, Adopt = adopt };

    public static IpAllow AllowOf(params string[] entries) =>
        new()
        {
            ProjectId = NeonProjectId.Parse("quiet-lake-12345678"),
            Entries = entries,
            Mode = IpAllowMode.Additive,
        };

    public static ProgramResource Ready(object shape) => At(ProgramStage.Ready, shape);

    public static ProgramResource At(ProgramStage stage, object shape, string name = "orders") =>
        new($"urn:pulumi:dev::shop::neonflow:area:{shape.GetType().Name}::{name}", stage, shape)
        {
            IsNew = true,
            Place = "localhost:5432/shop",
            IsInSameDatabase = true,
        };

    public static ProgramResource Unknown(object shape, params string[] unknown) => Ready(shape) with { Unknown = new UnknownSet(unknown) };

    public static ProgramResource Capture(
        string name,
        string slot,
        string user = "flow_capture",
        bool isNew = true,
        ProgramStage stage = ProgramStage.Ready
    ) =>
        At(stage, new object(), name) with
        {
            IsNew = isNew,
            MadeObjects = ObjectRef.All(ObjectKind.Capture, name),
            UsedObjects = [.. ObjectRef.All(ObjectKind.Slot, slot), .. ObjectRef.All(ObjectKind.Role, user)],
        };
}
