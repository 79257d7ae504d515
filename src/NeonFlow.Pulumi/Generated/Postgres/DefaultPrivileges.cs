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
/// What a role will be able to do with tables (or sequences) that named creators make in future.
/// </summary>
/// <remarks>
/// <para>Lets a role read tables that do not exist yet. Default privileges belong to the role that *creates* a table: name every role that runs migrations in <c>creators</c>. Owners of tables in the schema that are not covered are reported with a warning and listed in <c>uncoveredCreators</c>, unless the role reads their tables by another way, or they own nothing but what an extension made.</para>
/// <para>It changes nothing about tables that exist: that is what <c>Grant</c> is for. On PostgreSQL 16 and later the connecting role must inherit the membership in each creator.</para>
/// <para>What it set is written down as <c>Grant</c> does it, so that a run which was killed is finished by the next one; and what another resource, of this or another stack, sets as well stays until the last of them goes. Role, schema and creators that somebody renamed are known by their object ids, as with <c>Grant</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// using Pulumi;
/// using NeonFlow.Cdc.Postgres;
/// using NeonFlow.Cdc.Postgres.Inputs;
///
/// return await Deployment.RunAsync(() =&gt;
/// {
///     _ = new DefaultPrivileges("read-later", new()
///     {
///         Connection = new ConnectionArgs { ProjectId = "hidden-cell-763301", Database = "shop" },
///         Role = "flow_capture",
///         Schema = "public",
///         Creators = { "shop_owner" },
///     });
/// });
/// </code>
/// </example>
[PulumiResourceType("neonflow:postgres:DefaultPrivileges")]
public partial class DefaultPrivileges : global::Pulumi.CustomResource
{
    /// <summary>
    /// Neon branch that the object was made on, <c>br-…</c>. It stays there although another branch becomes the default one. None at a direct address.
    /// </summary>
    [Output("branchId")]
    public Output<string?> BranchId { get; private set; } = null!;

    /// <summary>
    /// Roles whose future objects count: those that run the migrations. Default privileges belong to the creator, so nobody else's objects are covered. A change alters just the difference.
    /// </summary>
    [Output("creators")]
    public Output<ImmutableArray<string>> Creators { get; private set; } = null!;

    /// <summary>
    /// What this resource set, or found set by another resource of a NeonFlow program. On destroy it takes that back, except what another resource still lists.
    /// </summary>
    [Output("granted")]
    public Output<ImmutableArray<string>> Granted { get; private set; } = null!;

    /// <summary>
    /// Kind of the future objects. Default: <c>tables</c> (partitioned ones and views included). A change replaces the resource.
    /// </summary>
    [Output("on")]
    public Output<global::NeonFlow.Cdc.Postgres.DefaultPrivilegesTarget> On { get; private set; } = null!;

    /// <summary>
    /// Privileges. Default: <c>SELECT</c>.
    /// </summary>
    [Output("privileges")]
    public Output<ImmutableArray<string>> Privileges { get; private set; } = null!;

    /// <summary>
    /// Role that receives the privileges. A change replaces the resource: set for the new role first, then taken from the old one.
    /// </summary>
    [Output("role")]
    public Output<string> Role { get; private set; } = null!;

    /// <summary>
    /// Schema in which future objects count. Default: <c>public</c>. A change replaces the resource.
    /// </summary>
    [Output("schema")]
    public Output<string> Schema { get; private set; } = null!;

    /// <summary>
    /// Owners of objects in the schema whose next object the role will not see.
    /// </summary>
    [Output("uncoveredCreators")]
    public Output<ImmutableArray<string>> UncoveredCreators { get; private set; } = null!;

    /// <summary>Declares the resource.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="args">Inputs.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public DefaultPrivileges(string name, DefaultPrivilegesArgs args, CustomResourceOptions? options = null)
        : base("neonflow:postgres:DefaultPrivileges", name, args ?? new DefaultPrivilegesArgs(), MakeResourceOptions(options, ""))
    {
    }

    private DefaultPrivileges(string name, Input<string> id, CustomResourceOptions? options = null)
        : base("neonflow:postgres:DefaultPrivileges", name, null, MakeResourceOptions(options, id))
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
    public static DefaultPrivileges Get(string name, Input<string> id, CustomResourceOptions? options = null)
        => new DefaultPrivileges(name, id, options);
}

/// <summary>Inputs of <see cref="DefaultPrivileges"/>.</summary>
public sealed class DefaultPrivilegesArgs : global::Pulumi.ResourceArgs
{
    /// <summary>
    /// How to reach the database. Default: the provider's <c>databaseUrl</c>.
    /// </summary>
    [Input("connection")]
    public Input<global::NeonFlow.Cdc.Postgres.Inputs.ConnectionArgs>? Connection { get; set; }

    [Input("creators", required: true)]
    private InputList<string>? _creators;

    /// <summary>
    /// Roles whose future objects count: those that run the migrations. Default privileges belong to the creator, so nobody else's objects are covered. A change alters just the difference.
    /// </summary>
    public InputList<string> Creators
    {
        get => _creators ?? (_creators = new InputList<string>());
        set => _creators = value;
    }

    /// <summary>
    /// Kind of the future objects. Default: <c>tables</c> (partitioned ones and views included). A change replaces the resource.
    /// </summary>
    [Input("on")]
    public Input<global::NeonFlow.Cdc.Postgres.DefaultPrivilegesTarget>? On { get; set; }

    [Input("privileges")]
    private InputList<string>? _privileges;

    /// <summary>
    /// Privileges. Default: <c>SELECT</c>.
    /// </summary>
    public InputList<string> Privileges
    {
        get => _privileges ?? (_privileges = new InputList<string>());
        set => _privileges = value;
    }

    /// <summary>
    /// Role that receives the privileges. A change replaces the resource: set for the new role first, then taken from the old one.
    /// </summary>
    [Input("role", required: true)]
    public Input<string> Role { get; set; } = null!;

    /// <summary>
    /// Schema in which future objects count. Default: <c>public</c>. A change replaces the resource.
    /// </summary>
    [Input("schema")]
    public Input<string>? Schema { get; set; }

    /// <summary>No inputs.</summary>
    public static new DefaultPrivilegesArgs Empty => new DefaultPrivilegesArgs();
}
