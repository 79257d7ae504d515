using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Functions;
using NeonFlow.Provider.Resources.Estuary.Capture;
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

namespace NeonFlow.Provider;

/// <summary>
/// Every resource and function there is. A room adds one line here; codec, schema, SDK, docs and conformance rows derive from it. Nothing
/// is built until its token is first asked for.
/// </summary>
internal sealed class Registry : IRegistry
{
    private static readonly FrozenDictionary<string, ResourceEntry> Resources = new Dictionary<string, ResourceEntry>
    {
        ["neonflow:estuary:Capture"] = Of(static u => new CaptureHandler(u)),
        ["neonflow:neon:IpAllow"] = Of(static u => new IpAllowHandler(u)),
        ["neonflow:neon:LogicalReplication"] = Of(static u => new LogicalReplicationHandler(u)),
        ["neonflow:neon:Role"] = Of(static u => new RoleHandler(u)),
        ["neonflow:postgres:DefaultPrivileges"] = Of(static u => new DefaultPrivilegesHandler(u)),
        ["neonflow:postgres:Grant"] = Of(static u => new GrantHandler(u)),
        ["neonflow:postgres:Publication"] = Of(static u => new PublicationHandler(u)),
        ["neonflow:postgres:ReplicaIdentity"] = Of(static u => new ReplicaIdentityHandler(u)),
        ["neonflow:postgres:ReplicationSlot"] = Of(static u => new ReplicationSlotHandler(u)),
        ["neonflow:postgres:RoleMembership"] = Of(static u => new RoleMembershipHandler(u)),
        ["neonflow:postgres:WatermarksTable"] = Of(static u => new WatermarksTableHandler(u)),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, FunctionEntry> Functions = new Dictionary<string, FunctionEntry>
    {
        ["neonflow:estuary:getDataPlane"] = Of(static u => new GetDataPlane(u)),
        ["neonflow:estuary:readCollection"] = Of(static u => new ReadCollection(u)),
        ["neonflow:neon:getConnection"] = Of(static u => new GetConnection(u)),
        ["neonflow:neon:getDatabase"] = Of(static u => new GetDatabase(u)),
        ["neonflow:postgres:checkPipeline"] = Of(static u => new CheckPipeline(u)),
        ["neonflow:postgres:getReplicationLag"] = Of(static u => new GetReplicationLag(u)),
        ["neonflow:postgres:getTables"] = Of(static u => new GetTables(u)),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly UpstreamClients _upstreams;
    private readonly VerbRunner _runner;
    private readonly ConcurrentDictionary<string, IResource> _resources = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IFunctionAdapter> _functions = new(StringComparer.Ordinal);

    private Registry(UpstreamClients upstreams, VerbRunner runner) => (_upstreams, _runner) = (upstreams, runner);

    /// <summary>Tokens of all resources.</summary>
    public static IEnumerable<string> ResourceTokens => Resources.Keys.Order(StringComparer.Ordinal);

    /// <summary>Tokens of all functions.</summary>
    public static IEnumerable<string> FunctionTokens => Functions.Keys.Order(StringComparer.Ordinal);

    /// <summary>The rooms over one set of clients.</summary>
    public static IRegistry Create(Settings settings, VerbRunner runner) => Create(new UpstreamClients(settings), runner);

    /// <summary>The rooms over clients, and their sessions, that others use as well.</summary>
    public static IRegistry Create(UpstreamClients upstreams, VerbRunner runner) => new Registry(upstreams, runner);

    /// <summary>The shape of a resource.</summary>
    public static ShapeInfo ShapeOf(string token) => Resources[token].Shape();

    /// <summary>The shapes of a function's arguments and result.</summary>
    public static (ShapeInfo Args, ShapeInfo Result) ShapesOf(string token) => Functions[token].Shapes();

    public IEnumerable<string> Tokens => ResourceTokens;

    public IResource? Resource(string token) =>
        Resources.TryGetValue(token, out var entry) ? _resources.GetOrAdd(token, _ => entry.Make(_upstreams, _runner)) : null;

    public IFunctionAdapter? Function(string token) =>
        Functions.TryGetValue(token, out var entry) ? _functions.GetOrAdd(token, _ => entry.Make(_upstreams, _runner)) : null;

    private static ResourceEntry Of<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(Func<UpstreamClients, Handler<T>> make)
        where T : class => new(ShapeInfo.Of<T>, (upstreams, runner) => new ResourceAdapter<T>(make(upstreams), runner));

    private static FunctionEntry Of<
        [DynamicallyAccessedMembers(ShapeInfo.Kept)] TArgs,
        [DynamicallyAccessedMembers(ShapeInfo.Kept)] TResult
    >(Func<UpstreamClients, Function<TArgs, TResult>> make)
        where TArgs : class
        where TResult : class =>
        new(
            static () => (ShapeInfo.Of<TArgs>(), ShapeInfo.Of<TResult>()),
            (upstreams, runner) => new FunctionAdapter<TArgs, TResult>(make(upstreams), runner)
        );

    private sealed record ResourceEntry(Func<ShapeInfo> Shape, Func<UpstreamClients, VerbRunner, IResource> Make);

    private sealed record FunctionEntry(
        Func<(ShapeInfo Args, ShapeInfo Result)> Shapes,
        Func<UpstreamClients, VerbRunner, IFunctionAdapter> Make
    );
}
