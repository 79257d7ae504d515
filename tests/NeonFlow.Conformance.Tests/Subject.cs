using System.Text.Json.Nodes;
using NeonFlow.Conformance.Tests.Subjects;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Conformance.Tests;

/// <summary>A resource, described for the laws: one small class for each, and every law holds for it.</summary>
internal abstract class Subject(World world)
{
    private static readonly Dictionary<string, Func<World, Subject>> All = new(StringComparer.Ordinal)
    {
        ["neonflow:estuary:Capture"] = static w => new CaptureSubject(w),
        ["neonflow:neon:IpAllow"] = static w => new IpAllowSubject(w),
        ["neonflow:neon:LogicalReplication"] = static w => new LogicalReplicationSubject(w),
        ["neonflow:neon:Role"] = static w => new RoleSubject(w),
        ["neonflow:postgres:DefaultPrivileges"] = static w => new DefaultPrivilegesSubject(w),
        ["neonflow:postgres:Grant"] = static w => new GrantSubject(w),
        ["neonflow:postgres:Publication"] = static w => new PublicationSubject(w),
        ["neonflow:postgres:ReplicaIdentity"] = static w => new ReplicaIdentitySubject(w),
        ["neonflow:postgres:ReplicationSlot"] = static w => new ReplicationSlotSubject(w),
        ["neonflow:postgres:RoleMembership"] = static w => new RoleMembershipSubject(w),
        ["neonflow:postgres:WatermarksTable"] = static w => new WatermarksTableSubject(w),
    };

    /// <summary>Tokens that have a subject.</summary>
    public static IEnumerable<string> Tokens => All.Keys;

    protected World World { get; } = world;

    /// <summary>Makes what must be there before: roles, tables, a project.</summary>
    public virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Valid inputs, with a value for everything that can be observed.</summary>
    public abstract JsonObject Inputs { get; }

    /// <summary>The same object with other values; nothing in it asks for a replacement.</summary>
    public abstract JsonObject Changed { get; }

    /// <summary>What a user gives to <c>pulumi import</c>.</summary>
    public abstract string ImportId { get; }

    /// <summary>The program that a user writes for an object that was imported.</summary>
    public virtual JsonObject ImportInputs => Inputs;

    /// <summary>Inputs that stand neither in the id nor anywhere upstream.</summary>
    public virtual IReadOnlyCollection<string> NotImportable => [];

    /// <summary>Outputs that are new in every life of the object.</summary>
    public virtual IReadOnlyCollection<string> OwnOutputs => [];

    /// <summary>
    /// Whether the id names something that an update may change; the engine cannot change an id, so that it then keeps the first one.
    /// </summary>
    public virtual bool IdKeepsItsFirstName => false;

    /// <summary>Whether it belongs to the whole server, whatever database the program names.</summary>
    public virtual bool IsOfServer => false;

    public abstract Sources ReadsFrom { get; }

    /// <summary>What can be changed by hand.</summary>
    public virtual IReadOnlyList<HandEdit> Edits => [];

    /// <summary>Inputs that nobody can change from outside so that it could be seen, with the reason.</summary>
    public virtual IReadOnlyDictionary<string, string> Unobserved => new Dictionary<string, string>();

    /// <summary>
    /// Another resource at the same place, which is in the state: its delete names what a killed run left there.
    /// </summary>
    public virtual (string Token, JsonObject Inputs) Witness =>
        (
            "neonflow:postgres:Publication",
            new()
            {
                ["connection"] = World.Connection,
                ["name"] = World.Name("witness"),
                ["tables"] = new JsonArray("shop.items"),
            }
        );

    /// <summary>Takes away by hand what <see cref="Remains"/> after destroy, or what the destroy of a latch leaves.</summary>
    public virtual Task ResetAsync() => Task.CompletedTask;

    /// <summary>What stays after destroy because another resource, or nobody, can take it away.</summary>
    public virtual IReadOnlyCollection<string> Remains => [];

    /// <summary>What happens by itself once the resource is made; a replication slot is made by its consumer.</summary>
    public virtual Task ComeToLifeAsync() => Task.CompletedTask;

    /// <summary>Somebody removes the object by hand.</summary>
    public abstract Task VanishAsync();

    /// <summary>Whether the resource stays in the state although its object is gone, because that is how it begins.</summary>
    public virtual bool OutlivesItsObject => false;

    public static Subject Of(string token, World world) =>
        All.TryGetValue(token, out var make)
            ? make(world)
            : throw new KeyNotFoundException(
                $"{token} is registered, but no class of tests/NeonFlow.Conformance.Tests/Subjects describes it for the laws."
            );

    /// <summary>Whether the next destroy in the area names what an interrupted create has left.</summary>
    public virtual bool IsNamedWhenLeft => true;

    /// <summary>A role of a project, for <see cref="Witness"/>.</summary>
    protected (string Token, JsonObject Inputs) RoleOf(NeonProject project) =>
        (
            "neonflow:neon:Role",
            new()
            {
                ["projectId"] = project.Id,
                ["branchId"] = project.BranchId,
                ["name"] = World.Name("witness"),
            }
        );

    internal static JsonArray List(params IEnumerable<string> items) => new([.. items.Select(static i => (JsonNode)i)]);
}
