using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.DefaultPrivileges;

/// <summary>What a role will be able to do with tables (or sequences) that named creators make in future.</summary>
[Resource("neonflow:postgres:DefaultPrivileges")]
[Nested<Connection>]
[Nested<DefaultPrivilegesTarget>]
[Scalar<Owned, OwnedErrors>]
public sealed record DefaultPrivileges : ISqlShape<DefaultPrivileges>
{
    /// <summary>How to reach the database. Default: the provider's <c>databaseUrl</c>.</summary>
    [Input, Transport]
    public Connection? Connection { get; init; }

    /// <summary>
    /// Role that receives the privileges. A change replaces the resource: set for the new role first, then taken from the old one.
    /// </summary>
    [Input, ReplaceOnChange]
    public required string Role { get; init; }

    /// <summary>Schema in which future objects count. Default: <c>public</c>. A change replaces the resource.</summary>
    [Input, ReplaceOnChange, Default("public")]
    public string? Schema { get; init; }

    /// <summary>
    /// Kind of the future objects. Default: <c>tables</c> (partitioned ones and views included). A change replaces the resource.
    /// </summary>
    [Input, ReplaceOnChange, Default("tables")]
    public DefaultPrivilegesTarget? On { get; init; }

    /// <summary>
    /// Roles whose future objects count: those that run the migrations. Default privileges belong to the creator, so nobody else's objects
    /// are covered. A change alters just the difference.
    /// </summary>
    [Input, Unordered]
    public required IReadOnlyList<string> Creators { get; init; }

    /// <summary>Privileges. Default: <c>SELECT</c>.</summary>
    [Input, Unordered]
    public IReadOnlyList<string>? Privileges { get; init; }

    /// <summary>
    /// What this resource set, or found set by another resource of a NeonFlow program. On destroy it takes that back, except what another
    /// resource still lists.
    /// </summary>
    [Output(Always = true)]
    public IReadOnlyList<Owned>? Granted { get; init; }

    /// <summary>Owners of objects in the schema whose next object the role will not see.</summary>
    [Output(Always = true)]
    public IReadOnlyList<string>? UncoveredCreators { get; init; }

    /// <summary>
    /// Neon branch that the object was made on, <c>br-…</c>. It stays there although another branch becomes the default one. None at a
    /// direct address.
    /// </summary>
    [Output]
    public string? BranchId { get; init; }

    DefaultPrivileges ISqlShape<DefaultPrivileges>.On(string? branch) => this with { BranchId = branch };
}
