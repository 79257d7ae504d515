using System.Collections.Frozen;
using NeonFlow.Provider.Preflight;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Resources;

/// <summary>
/// Every resource and function there is. A room adds one line here; codec, schema, SDK, docs and conformance rows derive from it. Nothing is built until its token is first asked for.
/// </summary>
public sealed class Registry
{
    private readonly UpstreamClients _upstreams;

    /// <summary>The rooms over one set of clients.</summary>
    public Registry(UpstreamClients upstreams) => _upstreams = upstreams;

    private static readonly FrozenDictionary<string, Func<UpstreamClients, IHandler>> Resources = new Dictionary<string, Func<UpstreamClients, IHandler>>
    {
        ["neonflow:estuary:Capture"] = static u => new Estuary.CaptureHandler(u),
        ["neonflow:neon:IpAllow"] = static u => new Neon.IpAllowHandler(u),
        ["neonflow:neon:LogicalReplication"] = static u => new Neon.LogicalReplicationHandler(u),
        ["neonflow:neon:Role"] = static u => new Neon.RoleHandler(u),
        ["neonflow:postgres:DefaultPrivileges"] = static u => new Postgres.DefaultPrivilegesHandler(u),
        ["neonflow:postgres:Grant"] = static u => new Postgres.GrantHandler(u),
        ["neonflow:postgres:Publication"] = static u => new Postgres.PublicationHandler(u),
        ["neonflow:postgres:ReplicationSlot"] = static u => new Postgres.ReplicationSlotHandler(u),
        ["neonflow:postgres:WatermarksTable"] = static u => new Postgres.WatermarksTableHandler(u),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Func<UpstreamClients, IFunction>> Functions = new Dictionary<string, Func<UpstreamClients, IFunction>>
    {
        ["neonflow:estuary:getDataPlane"] = static u => new Functions.GetDataPlane(u),
        ["neonflow:neon:getConnection"] = static u => new Functions.GetConnection(u),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly Func<IFailureReader>[] FailureReaders =
    [
        static () => new Neon.NeonFailures(),
        static () => new Estuary.EstuaryFailures(),
        static () => new Postgres.PostgresFailures(),
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
