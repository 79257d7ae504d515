using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.RoleMembership;

/// <summary>One role as a member of another, with the options of the membership.</summary>
[Resource("neonflow:postgres:RoleMembership")]
[Nested<Connection>]
[Nested<ConnectionTlsMode>]
[Scalar<Owned, OwnedErrors>]
public sealed record RoleMembership : ISqlShape<RoleMembership>
{
    /// <summary>
    /// How to reach the server. Roles belong to all databases of a server or branch, so that another <c>database</c> changes nothing.
    /// Default: the provider's <c>databaseUrl</c>.
    /// </summary>
    [Input, Transport]
    public Connection? Connection { get; init; }

    /// <summary>
    /// Role that is granted: its privileges are what the member gets. A change replaces the membership: the new one is granted first, then
    /// the old one taken back.
    /// </summary>
    [Input, ReplaceOnChange]
    public required string Role { get; init; }

    /// <summary>
    /// Role that becomes a member. A change replaces the membership: the new member is let in first, then the old one's membership taken
    /// back.
    /// </summary>
    [Input, ReplaceOnChange]
    public required string Member { get; init; }

    /// <summary>
    /// Whether the member may grant the role to others, take it back from them, and say so of itself. Default: not managed; a new
    /// membership is without.
    /// </summary>
    [Input]
    public bool? Admin { get; init; }

    /// <summary>
    /// Whether the member has the privileges of the role without <c>SET ROLE</c>. From PostgreSQL 16 on; until then the attribute
    /// <c>INHERIT</c> of the member rules. Default: not managed; a new membership has what that attribute says.
    /// </summary>
    [Input]
    public bool? Inherit { get; init; }

    /// <summary>
    /// Whether the member may <c>SET ROLE</c> to the role, and so own what it makes as that role. From PostgreSQL 16 on; until then every
    /// member may. Default: not managed; in a new membership it may.
    /// </summary>
    [Input]
    public bool? Set { get; init; }

    /// <summary>
    /// What this resource granted, or found granted by another resource of a NeonFlow program. On destroy it takes that back, except what
    /// another resource still lists. What others granted is not among it.
    /// </summary>
    [Output(Always = true)]
    public IReadOnlyList<Owned>? Granted { get; init; }

    /// <summary>
    /// Neon branch that the roles are on, <c>br-…</c>. It stays there although another branch becomes the default one. None at a direct
    /// address.
    /// </summary>
    [Output]
    public string? BranchId { get; init; }

    RoleMembership ISqlShape<RoleMembership>.On(string? branch) => this with { BranchId = branch };
}
