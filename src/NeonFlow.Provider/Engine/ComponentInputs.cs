using NeonFlow.Provider.Functions;
using NeonFlow.Provider.Resources.Estuary.Capture;
using NeonFlow.Provider.Resources.Neon.IpAllow;
using NeonFlow.Provider.Resources.Neon.LogicalReplication;
using NeonFlow.Provider.Resources.Neon.Role;
using NeonFlow.Provider.Resources.Postgres.DefaultPrivileges;
using NeonFlow.Provider.Resources.Postgres.Grant;
using NeonFlow.Provider.Resources.Postgres.Publication;
using NeonFlow.Provider.Resources.Postgres.ReplicationSlot;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Engine;

/// <summary>
/// Which input of the component <c>NeonToEstuary</c> an input of one of its parts comes from; null where the component has none for it.
/// Every input of every part is here.
/// </summary>
internal static class ComponentInputs
{
    private const string Adopt = "Adopt";
    private const string BranchId = "BranchId";
    private const string ConnectionRole = "ConnectionRole";
    private const string Database = "Database";
    private const string DataPlane = "DataPlane";
    private const string Prefix = "Prefix";
    private const string ProjectId = "ProjectId";
    private const string PublicationName = "PublicationName";
    private const string RoleName = "RoleName";
    private const string SlotName = "SlotName";
    private const string Tables = "Tables";
    private const string WatermarksTable = "WatermarksTable";

    private static readonly (string, string?)[] Connected =
    [
        (nameof(Capture.Connection), null),
        (Of(nameof(Connection.ProjectId)), ProjectId),
        (Of(nameof(Connection.BranchId)), BranchId),
        (Of(nameof(Connection.Database)), Database),
        (Of(nameof(Connection.Role)), ConnectionRole),
        (Of(nameof(Connection.Host)), null),
        (Of(nameof(Connection.Port)), null),
        (Of(nameof(Connection.User)), null),
        (Of(nameof(Connection.Password)), null),
        (Of(nameof(Connection.TlsMode)), null),
    ];

    private static readonly Dictionary<string, IReadOnlyDictionary<string, string?>> Parts = new(StringComparer.Ordinal)
    {
        ["neonflow:neon:LogicalReplication"] = Map([
            (nameof(LogicalReplication.ProjectId), ProjectId),
            (nameof(LogicalReplication.Enabled), null),
            (nameof(LogicalReplication.AcknowledgeIrreversible), "AcknowledgeIrreversible"),
            .. Connected,
        ]),
        ["neonflow:neon:Role"] = Map([
            (nameof(Role.ProjectId), ProjectId),
            (nameof(Role.BranchId), BranchId),
            (nameof(Role.Name), RoleName),
            (nameof(Role.Rotation), "Rotation"),
            (nameof(Role.Adopt), Adopt),
        ]),
        ["neonflow:neon:IpAllow"] = Map([
            (nameof(IpAllow.ProjectId), ProjectId),
            (nameof(IpAllow.Entries), null),
            (nameof(IpAllow.Mode), null),
            (nameof(IpAllow.ProtectedBranchesOnly), null),
            (nameof(IpAllow.OpenToAll), null),
            (nameof(IpAllow.KeepOpen), null),
            (nameof(IpAllow.Adopt), null),
        ]),
        ["neonflow:postgres:Grant"] = Map([
            (nameof(Grant.Role), RoleName),
            (nameof(Grant.Schema), null),
            (nameof(Grant.Tables), Tables),
            (nameof(Grant.Privileges), null),
            (nameof(Grant.SchemaPrivileges), null),
            (nameof(Grant.Sequences), null),
            (nameof(Grant.SequencePrivileges), null),
            .. Connected,
        ]),
        ["neonflow:postgres:DefaultPrivileges"] = Map([
            (nameof(DefaultPrivileges.Role), RoleName),
            (nameof(DefaultPrivileges.Schema), null),
            (nameof(DefaultPrivileges.On), null),
            (nameof(DefaultPrivileges.Creators), "Creators"),
            (nameof(DefaultPrivileges.Privileges), null),
            .. Connected,
        ]),
        ["neonflow:postgres:WatermarksTable"] = Map([
            (nameof(Resources.Postgres.WatermarksTable.WatermarksTable.Table), WatermarksTable),
            (nameof(Resources.Postgres.WatermarksTable.WatermarksTable.Role), RoleName),
            (nameof(Resources.Postgres.WatermarksTable.WatermarksTable.Publication), null),
            .. Connected,
        ]),
        ["neonflow:postgres:Publication"] = Map([
            (nameof(Publication.Name), PublicationName),
            (nameof(Publication.Tables), Tables),
            (nameof(Publication.Schemas), null),
            (nameof(Publication.AllTables), null),
            (nameof(Publication.Operations), null),
            (nameof(Publication.ViaPartitionRoot), null),
            (nameof(Publication.GeneratedColumns), null),
            (nameof(Publication.Adopt), Adopt),
            (nameof(Publication.AllowKeyless), null),
            .. Connected,
        ]),
        ["neonflow:postgres:ReplicationSlot"] = Map([
            (nameof(ReplicationSlot.Name), SlotName),
            (nameof(ReplicationSlot.Adopt), Adopt),
            (nameof(ReplicationSlot.DropTimeout), null),
            .. Connected,
        ]),
        ["neonflow:estuary:Capture"] = Map([
            (nameof(Capture.CaptureName), "CaptureName"),
            (nameof(Capture.CollectionPrefix), Prefix),
            (nameof(Capture.Connector), "Connector"),
            (nameof(Capture.Address), "Address"),
            (nameof(Capture.Database), Database),
            (nameof(Capture.User), RoleName),
            (nameof(Capture.Password), null),
            (nameof(Capture.PublicationName), PublicationName),
            (nameof(Capture.SlotName), SlotName),
            (nameof(Capture.WatermarksTable), WatermarksTable),
            (nameof(Capture.ReadOnly), null),
            (nameof(Capture.SslMode), "SslMode"),
            (nameof(Capture.Tables), Tables),
            (nameof(Capture.Modes), "Modes"),
            (nameof(Capture.Targets), "Targets"),
            (nameof(Capture.Backfill), "Backfill"),
            (nameof(Capture.Reset), "Reset"),
            (nameof(Capture.OnLoss), "OnLoss"),
            (nameof(Capture.HistoryMode), "HistoryMode"),
            (nameof(Capture.AutoDiscover), null),
            (nameof(Capture.DataPlane), DataPlane),
            (nameof(Capture.DryRun), "DryRun"),
            (nameof(Capture.Adopt), Adopt),
            (nameof(Capture.DeleteCollections), "DeleteCollections"),
            .. Connected,
        ]),
    };

    private static readonly Dictionary<string, IReadOnlyDictionary<string, string?>> Calls = new(StringComparer.Ordinal)
    {
        ["neonflow:estuary:getDataPlane"] = Map([
            (nameof(GetDataPlaneArgs.Name), DataPlane),
            (nameof(GetDataPlaneArgs.Capture), "CaptureName"),
            (nameof(GetDataPlaneArgs.Prefix), Prefix),
        ]),
        ["neonflow:neon:getDatabase"] = Map([
            (nameof(GetDatabaseArgs.ProjectId), ProjectId),
            (nameof(GetDatabaseArgs.BranchId), BranchId),
            (nameof(GetDatabaseArgs.Database), Database),
        ]),
    };

    /// <summary>What the parts' inputs come from, by token.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string?>> OfParts => Parts;

    /// <summary>What the arguments of the functions that the component calls come from, by token.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string?>> OfCalls => Calls;

    /// <summary>Whether the value goes into the part as the program wrote it; of a list the positions are then the same, too.</summary>
    /// <param name="token">The part.</param>
    /// <param name="input">Its input.</param>
    public static bool IsPassedWhole(string token, string input) =>
        token != "neonflow:postgres:Grant" || !input.Equals(nameof(Grant.Tables), StringComparison.OrdinalIgnoreCase);

    private static string Of(string member) => $"{nameof(Capture.Connection)}.{member}";

    // Fixes write inputs as in C#, paths as on the wire.
    private static Dictionary<string, string?> Map((string, string?)[] inputs) =>
        inputs.ToDictionary(static i => i.Item1, static i => i.Item2, StringComparer.OrdinalIgnoreCase);
}
