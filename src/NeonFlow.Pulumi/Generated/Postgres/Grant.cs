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
/// Privileges of one role in one schema: on the schema itself, on its tables (named ones or all) and on sequences.
/// </summary>
/// <remarks>
/// <para>Gives one role what it needs in one schema, and nothing else: <c>USAGE</c> on the schema, <c>SELECT</c> on the tables.</para>
/// <para>Only the difference is sent. A privilege that the role has already, from whomever, is left as it is and stays when the grant is destroyed; <c>granted</c> lists what this resource gave. After every <c>GRANT</c> the privileges are read back in the same transaction: PostgreSQL answers a grant that the connecting role may not make with a warning only. A privilege that the role has by another way (<c>PUBLIC</c>, a membership, a predefined role) and that the connecting role cannot grant is skipped with a line. What is revoked is read back, too: where another role granted it as well, that role is named and everything is rolled back. Nothing is ever revoked with <c>CASCADE</c>, and nothing is revoked before everything new is granted.</para>
/// <para>Who granted what stands nowhere in PostgreSQL's catalogue, so this resource has an account in the database, written in the same transaction: the comment of one empty large object (<c>\lo_list</c> shows it) lists what it granted, by object id: about a table or role that was dropped it says nothing, and a renamed one is known by its new name. A run that is killed before its answer is saved is so finished by the next one, and destroy takes back exactly what the resource gave. An account needs no right, stands in no schema and in no publication, and goes with the resource.</para>
/// <para>Several resources, of one program or of several stacks, may give the same thing. Each account also lists what the resource found there under another account, so the accounts count references: what one resource takes away, because it leaves or wants less, and another account lists, stays, and a line says for which resource. It is taken away with the last of them.</para>
/// <para>A role, schema, table or sequence that somebody renamed or moved is known by its object id: preview tells the name that it has (<c>NF3038</c>), with the statement that gives the old one back; a program that takes the new name has nothing to change; and destroy revokes from the renamed role, in the renamed schema, and on tables that were moved to another schema. Whatever has the old name by then is not touched.</para>
/// <para>Leave <c>tables</c> out to cover every table of the schema, except those of extensions; tables made later show as drift (<c>missing</c>) and are granted by the next up. For the time in between use <c>DefaultPrivileges</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// using Pulumi;
/// using NeonFlow.Cdc.Postgres;
/// using NeonFlow.Cdc.Postgres.Inputs;
///
/// return await Deployment.RunAsync(() =&gt;
/// {
///     _ = new Grant("read", new()
///     {
///         Connection = new ConnectionArgs { ProjectId = "hidden-cell-763301", Database = "shop" },
///         Role = "flow_capture",
///         Schema = "public",
///         Tables = { "public.orders", "public.customers" },
///     });
/// });
/// </code>
/// </example>
[PulumiResourceType("neonflow:postgres:Grant")]
public partial class Grant : global::Pulumi.CustomResource
{
    /// <summary>
    /// Neon branch that the object was made on, <c>br-…</c>. It stays there although another branch becomes the default one. None at a direct address.
    /// </summary>
    [Output("branchId")]
    public Output<string?> BranchId { get; private set; } = null!;

    /// <summary>
    /// What this resource granted, or found granted by another resource of a NeonFlow program. On destroy it revokes that, except what another resource still lists. What the role had before from elsewhere is not among it.
    /// </summary>
    [Output("granted")]
    public Output<ImmutableArray<string>> Granted { get; private set; } = null!;

    /// <summary>
    /// Tables of the schema that lack a privilege now; filled only where <c>tables</c> is left out. Anything here is drift.
    /// </summary>
    [Output("missing")]
    public Output<ImmutableArray<string>> Missing { get; private set; } = null!;

    /// <summary>
    /// Privileges on the tables. Default: <c>SELECT</c>. Possible: SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, and from PostgreSQL 17 on MAINTAIN.
    /// </summary>
    [Output("privileges")]
    public Output<ImmutableArray<string>> Privileges { get; private set; } = null!;

    /// <summary>
    /// Role that receives the privileges. A change replaces the grant: the new role is given everything before the old one loses it.
    /// </summary>
    [Output("role")]
    public Output<string> Role { get; private set; } = null!;

    /// <summary>
    /// Schema of all objects named here. Default: <c>public</c>. A change replaces the grant: given in the new schema first, then taken away in the old one.
    /// </summary>
    [Output("schema")]
    public Output<string> Schema { get; private set; } = null!;

    /// <summary>
    /// Privileges on the schema. Default: <c>USAGE</c>, without which no privilege on a table counts. Possible: USAGE, CREATE.
    /// </summary>
    [Output("schemaPrivileges")]
    public Output<ImmutableArray<string>> SchemaPrivileges { get; private set; } = null!;

    /// <summary>
    /// Privileges on the sequences. Default: <c>SELECT</c>. Possible: SELECT, USAGE, UPDATE.
    /// </summary>
    [Output("sequencePrivileges")]
    public Output<ImmutableArray<string>> SequencePrivileges { get; private set; } = null!;

    /// <summary>
    /// Sequences, as <c>sequence</c> or <c>schema.sequence</c>. Default: none; a capture reads none.
    /// </summary>
    [Output("sequences")]
    public Output<ImmutableArray<string>> Sequences { get; private set; } = null!;

    /// <summary>
    /// Tables, as <c>table</c> or <c>schema.table</c>. Default: every ordinary and partitioned table of the schema that belongs to no extension, also those made later (each up grants what is missing). A change grants or revokes just the difference.
    /// </summary>
    [Output("tables")]
    public Output<ImmutableArray<string>> Tables { get; private set; } = null!;

    /// <summary>Declares the resource.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="args">Inputs.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public Grant(string name, GrantArgs args, CustomResourceOptions? options = null)
        : base("neonflow:postgres:Grant", name, args ?? new GrantArgs(), MakeResourceOptions(options, ""))
    {
    }

    private Grant(string name, Input<string> id, CustomResourceOptions? options = null)
        : base("neonflow:postgres:Grant", name, null, MakeResourceOptions(options, id))
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
    public static Grant Get(string name, Input<string> id, CustomResourceOptions? options = null)
        => new Grant(name, id, options);
}

/// <summary>Inputs of <see cref="Grant"/>.</summary>
public sealed class GrantArgs : global::Pulumi.ResourceArgs
{
    /// <summary>
    /// How to reach the database. Default: the provider's <c>databaseUrl</c>.
    /// </summary>
    [Input("connection")]
    public Input<global::NeonFlow.Cdc.Postgres.Inputs.ConnectionArgs>? Connection { get; set; }

    [Input("privileges")]
    private InputList<string>? _privileges;

    /// <summary>
    /// Privileges on the tables. Default: <c>SELECT</c>. Possible: SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, and from PostgreSQL 17 on MAINTAIN.
    /// </summary>
    public InputList<string> Privileges
    {
        get => _privileges ?? (_privileges = new InputList<string>());
        set => _privileges = value;
    }

    /// <summary>
    /// Role that receives the privileges. A change replaces the grant: the new role is given everything before the old one loses it.
    /// </summary>
    [Input("role", required: true)]
    public Input<string> Role { get; set; } = null!;

    /// <summary>
    /// Schema of all objects named here. Default: <c>public</c>. A change replaces the grant: given in the new schema first, then taken away in the old one.
    /// </summary>
    [Input("schema")]
    public Input<string>? Schema { get; set; }

    [Input("schemaPrivileges")]
    private InputList<string>? _schemaPrivileges;

    /// <summary>
    /// Privileges on the schema. Default: <c>USAGE</c>, without which no privilege on a table counts. Possible: USAGE, CREATE.
    /// </summary>
    public InputList<string> SchemaPrivileges
    {
        get => _schemaPrivileges ?? (_schemaPrivileges = new InputList<string>());
        set => _schemaPrivileges = value;
    }

    [Input("sequencePrivileges")]
    private InputList<string>? _sequencePrivileges;

    /// <summary>
    /// Privileges on the sequences. Default: <c>SELECT</c>. Possible: SELECT, USAGE, UPDATE.
    /// </summary>
    public InputList<string> SequencePrivileges
    {
        get => _sequencePrivileges ?? (_sequencePrivileges = new InputList<string>());
        set => _sequencePrivileges = value;
    }

    [Input("sequences")]
    private InputList<string>? _sequences;

    /// <summary>
    /// Sequences, as <c>sequence</c> or <c>schema.sequence</c>. Default: none; a capture reads none.
    /// </summary>
    public InputList<string> Sequences
    {
        get => _sequences ?? (_sequences = new InputList<string>());
        set => _sequences = value;
    }

    [Input("tables")]
    private InputList<string>? _tables;

    /// <summary>
    /// Tables, as <c>table</c> or <c>schema.table</c>. Default: every ordinary and partitioned table of the schema that belongs to no extension, also those made later (each up grants what is missing). A change grants or revokes just the difference.
    /// </summary>
    public InputList<string> Tables
    {
        get => _tables ?? (_tables = new InputList<string>());
        set => _tables = value;
    }

    /// <summary>No inputs.</summary>
    public static new GrantArgs Empty => new GrantArgs();
}
