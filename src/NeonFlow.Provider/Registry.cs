using System.Collections.Frozen;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Resources.Estuary.Capture;
using NeonFlow.Provider.Resources.Neon.IpAllow;
using NeonFlow.Provider.Resources.Neon.LogicalReplication;
using NeonFlow.Provider.Resources.Neon.Role;
using NeonFlow.Provider.Resources.Postgres.DefaultPrivileges;
using NeonFlow.Provider.Resources.Postgres.Grant;
using NeonFlow.Provider.Resources.Postgres.Publication;
using NeonFlow.Provider.Resources.Postgres.ReplicationSlot;
using NeonFlow.Provider.Resources.Postgres.WatermarksTable;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider;

/// <summary>
/// Every resource and function there is. A room adds one line here; codec, schema, SDK, docs and conformance rows derive from it. Nothing
/// is built until its token is first asked for.
/// </summary>
public sealed class Registry
{
    private readonly UpstreamClients _upstreams;

    /// <summary>The rooms over one set of clients.</summary>
    public Registry(UpstreamClients upstreams) => _upstreams = upstreams;

    private static readonly FrozenDictionary<string, Func<UpstreamClients, IHandler>> Resources = new Dictionary<
        string,
        Func<UpstreamClients, IHandler>
    >
    {
        ["neonflow:estuary:Capture"] = static u => new CaptureHandler(u),
        ["neonflow:neon:IpAllow"] = static u => new IpAllowHandler(u),
        ["neonflow:neon:LogicalReplication"] = static u => new LogicalReplicationHandler(u),
        ["neonflow:neon:Role"] = static u => new RoleHandler(u),
        ["neonflow:postgres:DefaultPrivileges"] = static u => new DefaultPrivilegesHandler(u),
        ["neonflow:postgres:Grant"] = static u => new GrantHandler(u),
        ["neonflow:postgres:Publication"] = static u => new PublicationHandler(u),
        ["neonflow:postgres:ReplicationSlot"] = static u => new ReplicationSlotHandler(u),
        ["neonflow:postgres:WatermarksTable"] = static u => new WatermarksTableHandler(u),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Func<UpstreamClients, IFunction>> Functions = new Dictionary<
        string,
        Func<UpstreamClients, IFunction>
    >
    {
        ["neonflow:estuary:getDataPlane"] = static u => new Functions.GetDataPlane(u),
        ["neonflow:neon:getConnection"] = static u => new Functions.GetConnection(u),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly Func<IFailureReader>[] FailureReaders =
    [
        static () => new NeonFailures(),
        static () => new EstuaryFailures(),
        static () => new PostgresFailures(),
    ];

    /// <summary>Tokens of all resources.</summary>
    public static IEnumerable<string> ResourceTokens => Resources.Keys.Order(StringComparer.Ordinal);

    /// <summary>Tokens of all functions.</summary>
    public static IEnumerable<string> FunctionTokens => Functions.Keys.Order(StringComparer.Ordinal);

    /// <summary>The handler of a resource token, or null.</summary>
    public IHandler? Resource(string token) => Resources.TryGetValue(token, out var make) ? make(_upstreams) : null;

    /// <summary>The function of a token, or null.</summary>
    public IFunction? Function(string token) => Functions.TryGetValue(token, out var make) ? make(_upstreams) : null;

    /// <summary>What the provider processes of one engine tell each other.</summary>
    public static IIntentExchange Exchange(string engine) => new IntentExchange(engine);

    /// <summary>The diagnostic that a client library's exception stands for, or null.</summary>
    public static Diagnostic? ReadFailure(Exception exception)
    {
        foreach (var make in FailureReaders)
        {
            if (make().Read(exception) is { } diagnostic)
            {
                return diagnostic;
            }
        }

        return null;
    }
}
