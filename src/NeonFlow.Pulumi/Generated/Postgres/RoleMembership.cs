// Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading.Tasks;
using Pulumi;
using Pulumi.Serialization;

namespace NeonFlow.Cdc.Postgres;

/// <summary>
/// One role as a member of another, with the options of the membership.
/// </summary>
/// <remarks>
/// <para>Makes one role a member of another (<c>GRANT readers TO flow_capture</c>) and keeps the options of the membership as the program says. An option that is left out is not managed.</para>
/// <para>From PostgreSQL 16 on there is a grant for every role that granted the membership, and what they give adds up. This resource looks at all of them and changes its own only. What others granted and already gives what is wanted is left as it is, and stays after destroy; an option that shall not be and that somebody else's grant gives is an error, with who granted it (<c>NF3037</c>). Only the difference is sent: <c>GRANT … WITH INHERIT TRUE</c> or <c>REVOKE ADMIN OPTION FOR …</c>. On PostgreSQL 14 and 15 a membership is one grant, <c>Inherit</c> and <c>Set</c> are refused (<c>NF3025</c>), because the attribute of the member rules there, and <c>Admin</c> is the only option.</para>
/// <para>Preview judges as the server does who may grant: a superuser, or a role with <c>ADMIN OPTION</c> that it has itself or inherits; until PostgreSQL 15 also one with <c>CREATEROLE</c>. Nobody but a superuser grants a superuser. On Neon from PostgreSQL 16 on nobody can grant <c>neon_superuser</c>, predefined roles such as <c>pg_read_all_data</c>, or a role that the console or API made: those are the platform's. A role that the connecting role made by SQL it can grant. A circle (<c>NF3036</c>) is refused, and an <c>ADMIN OPTION</c> by which the member has granted the role to others is not taken away under them (<c>NF3023</c>).</para>
/// <para>Memberships belong to the whole server or branch. So the account of what this resource granted, which <c>Grant</c> explains, is in the server's oldest database that the connecting role may connect to, often <c>postgres</c>, and resources that name different databases of one server know each other. The account has the object ids of both roles: where somebody renamed one, preview tells the name that it has (<c>NF3038</c>), a program that takes that name has nothing to change, and destroy takes the membership back from the renamed role. Every <c>REVOKE</c> is read back, because PostgreSQL answers one that takes nothing away with a warning only. Two resources that want an option differently are refused.</para>
/// <para>A <c>Capture</c> that depends on it, and names the same database, knows in preview what its role will read as a member that inherits.</para>
/// </remarks>
/// <example>
/// <code>
/// using Pulumi;
/// using NeonFlow.Cdc.Postgres;
/// using NeonFlow.Cdc.Postgres.Inputs;
///
/// return await Deployment.RunAsync(() =&gt;
/// {
///     _ = new RoleMembership("capture", new()
///     {
///         Connection = new ConnectionArgs { ProjectId = "hidden-cell-763301", Database = "shop" },
///         Role = "readers",
///         Member = "flow_capture",
///         Inherit = true,
///     });
/// });
/// </code>
/// </example>
[PulumiResourceType("neonflow:postgres:RoleMembership")]
public partial class RoleMembership : global::Pulumi.CustomResource
{
    /// <summary>
    /// Whether the member may grant the role to others, take it back from them, and say so of itself. Default: not managed; a new membership is without.
    /// </summary>
    [Output("admin")]
    public Output<bool?> Admin { get; private set; } = null!;

    /// <summary>
    /// Neon branch that the roles are on, <c>br-…</c>. It stays there although another branch becomes the default one. None at a direct address.
    /// </summary>
    [Output("branchId")]
    public Output<string?> BranchId { get; private set; } = null!;

    /// <summary>
    /// What this resource granted, or found granted by another resource of a NeonFlow program. On destroy it takes that back, except what another resource still lists. What others granted is not among it.
    /// </summary>
    [Output("granted")]
    public Output<ImmutableArray<string>> Granted { get; private set; } = null!;

    /// <summary>
    /// Whether the member has the privileges of the role without <c>SET ROLE</c>. From PostgreSQL 16 on; until then the attribute <c>INHERIT</c> of the member rules. Default: not managed; a new membership has what that attribute says.
    /// </summary>
    [Output("inherit")]
    public Output<bool?> Inherit { get; private set; } = null!;

    /// <summary>
    /// Role that becomes a member. A change replaces the membership: the new member is let in first, then the old one's membership taken back.
    /// </summary>
    [Output("member")]
    public Output<string> Member { get; private set; } = null!;

    /// <summary>
    /// Role that is granted: its privileges are what the member gets. A change replaces the membership: the new one is granted first, then the old one taken back.
    /// </summary>
    [Output("role")]
    public Output<string> Role { get; private set; } = null!;

    /// <summary>
    /// Whether the member may <c>SET ROLE</c> to the role, and so own what it makes as that role. From PostgreSQL 16 on; until then every member may. Default: not managed; in a new membership it may.
    /// </summary>
    [Output("set")]
    public Output<bool?> Set { get; private set; } = null!;

    /// <summary>Declares the resource.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="args">Inputs.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public RoleMembership(string name, RoleMembershipArgs args, CustomResourceOptions? options = null)
        : base("neonflow:postgres:RoleMembership", name, args ?? new RoleMembershipArgs(), MakeResourceOptions(options, ""))
    {
    }

    private RoleMembership(string name, Input<string> id, CustomResourceOptions? options = null)
        : base("neonflow:postgres:RoleMembership", name, null, MakeResourceOptions(options, id))
    {
    }

    private static CustomResourceOptions MakeResourceOptions(CustomResourceOptions? options, Input<string>? id)
    {
        var defaultOptions = new CustomResourceOptions
        {
            Version = Utilities.Version,
        };
        var merged = CustomResourceOptions.Merge(defaultOptions, options);
        merged.Id = id ?? merged.Id;
        return merged;
    }

    /// <summary>Reads an existing resource by its id, without managing it.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="id">Id, in the form that an import takes.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public static RoleMembership Get(string name, Input<string> id, CustomResourceOptions? options = null)
        => new RoleMembership(name, id, options);
}

/// <summary>Inputs of <see cref="RoleMembership"/>.</summary>
public sealed class RoleMembershipArgs : global::Pulumi.ResourceArgs
{
    /// <summary>
    /// Whether the member may grant the role to others, take it back from them, and say so of itself. Default: not managed; a new membership is without.
    /// </summary>
    [Input("admin")]
    public Input<bool>? Admin { get; set; }

    /// <summary>
    /// How to reach the server. Roles belong to all databases of a server or branch, so that another <c>database</c> changes nothing. Default: the provider's <c>databaseUrl</c>.
    /// </summary>
    [Input("connection")]
    public Input<global::NeonFlow.Cdc.Postgres.Inputs.ConnectionArgs>? Connection { get; set; }

    /// <summary>
    /// Whether the member has the privileges of the role without <c>SET ROLE</c>. From PostgreSQL 16 on; until then the attribute <c>INHERIT</c> of the member rules. Default: not managed; a new membership has what that attribute says.
    /// </summary>
    [Input("inherit")]
    public Input<bool>? Inherit { get; set; }

    /// <summary>
    /// Role that becomes a member. A change replaces the membership: the new member is let in first, then the old one's membership taken back.
    /// </summary>
    [Input("member", required: true)]
    public Input<string> Member { get; set; } = null!;

    /// <summary>
    /// Role that is granted: its privileges are what the member gets. A change replaces the membership: the new one is granted first, then the old one taken back.
    /// </summary>
    [Input("role", required: true)]
    public Input<string> Role { get; set; } = null!;

    /// <summary>
    /// Whether the member may <c>SET ROLE</c> to the role, and so own what it makes as that role. From PostgreSQL 16 on; until then every member may. Default: not managed; in a new membership it may.
    /// </summary>
    [Input("set")]
    public Input<bool>? Set { get; set; }

    /// <summary>No inputs.</summary>
    public static new RoleMembershipArgs Empty => new RoleMembershipArgs();
}
