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
/// A publication: which tables, and which changes of them, a consumer of the replication stream gets.
/// </summary>
[PulumiResourceType("neonflow:postgres:Publication")]
public partial class Publication : global::Pulumi.CustomResource
{
    /// <summary>
    /// Whether every table of the database, present and future, is published. Default: false. A change rebuilds the publication in one transaction, which loses nothing.
    /// </summary>
    [Output("allTables")]
    public Output<bool> AllTables { get; private set; } = null!;

    /// <summary>
    /// Neon branch that the object was made on, <c>br-…</c>. It stays there although another branch becomes the default one. None at a direct address.
    /// </summary>
    [Output("branchId")]
    public Output<string?> BranchId { get; private set; } = null!;

    /// <summary>
    /// Whether stored generated columns are published (PostgreSQL 18 and later). Default: as the publication has it; a new one publishes none. A change is made in place; rows that came before keep what they have until a backfill.
    /// </summary>
    [Output("generatedColumns")]
    public Output<bool?> GeneratedColumns { get; private set; } = null!;

    /// <summary>
    /// Name; plain lower case, or consumers do not find it. Default: the name it has; for a new one <c>estuary_</c> and the resource's name. A change replaces the publication: the new one is made first, a capture of the program moves over, and the old one goes last.
    /// </summary>
    [Output("name")]
    public Output<string> Name { get; private set; } = null!;

    /// <summary>
    /// Object identifier. A publication of the same name that somebody made after dropping this one has another, and is not this program's.
    /// </summary>
    [Output("oid")]
    public Output<double> Oid { get; private set; } = null!;

    /// <summary>
    /// Published operations: <c>insert</c>, <c>update</c>, <c>delete</c>, <c>truncate</c>. Default: all four; a capture needs insert, update and delete.
    /// </summary>
    [Output("operations")]
    public Output<ImmutableArray<string>> Operations { get; private set; } = null!;

    /// <summary>
    /// Owner.
    /// </summary>
    [Output("owner")]
    public Output<string> Owner { get; private set; } = null!;

    /// <summary>
    /// Schemas whose tables, present and future, are all published (PostgreSQL 15 and later). Default: none. A change is made in place.
    /// </summary>
    [Output("schemas")]
    public Output<ImmutableArray<string>> Schemas { get; private set; } = null!;

    /// <summary>
    /// Tables, as <c>schema.table</c>, with all rows and columns. Default: none. A change is one <c>ALTER PUBLICATION</c> for what was added and one for what was removed.
    /// </summary>
    [Output("tables")]
    public Output<ImmutableArray<string>> Tables { get; private set; } = null!;

    /// <summary>
    /// Whether changes of partitions come under the name of the partitioned table. Default: true, which the capture needs.
    /// </summary>
    [Output("viaPartitionRoot")]
    public Output<bool> ViaPartitionRoot { get; private set; } = null!;

    /// <summary>Declares the resource.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="args">Inputs.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public Publication(string name, PublicationArgs? args = null, CustomResourceOptions? options = null)
        : base("neonflow:postgres:Publication", name, args ?? new PublicationArgs(), MakeResourceOptions(options, ""))
    {
    }

    private Publication(string name, Input<string> id, CustomResourceOptions? options = null)
        : base("neonflow:postgres:Publication", name, null, MakeResourceOptions(options, id))
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
    public static Publication Get(string name, Input<string> id, CustomResourceOptions? options = null)
        => new Publication(name, id, options);
}

/// <summary>Inputs of <see cref="Publication"/>.</summary>
public sealed class PublicationArgs : global::Pulumi.ResourceArgs
{
    /// <summary>
    /// Whether a publication of that name that exists already is taken over (and dropped on destroy). Default: false.
    /// </summary>
    [Input("adopt")]
    public Input<bool>? Adopt { get; set; }

    /// <summary>
    /// Whether every table of the database, present and future, is published. Default: false. A change rebuilds the publication in one transaction, which loses nothing.
    /// </summary>
    [Input("allTables")]
    public Input<bool>? AllTables { get; set; }

    /// <summary>
    /// Whether tables without replica identity may be published although the application's UPDATE and DELETE on them will fail. Default: false.
    /// </summary>
    [Input("allowKeyless")]
    public Input<bool>? AllowKeyless { get; set; }

    /// <summary>
    /// How to reach the database. Default: the provider's <c>databaseUrl</c>.
    /// </summary>
    [Input("connection")]
    public Input<global::NeonFlow.Cdc.Postgres.Inputs.ConnectionArgs>? Connection { get; set; }

    /// <summary>
    /// Whether stored generated columns are published (PostgreSQL 18 and later). Default: as the publication has it; a new one publishes none. A change is made in place; rows that came before keep what they have until a backfill.
    /// </summary>
    [Input("generatedColumns")]
    public Input<bool>? GeneratedColumns { get; set; }

    /// <summary>
    /// Name; plain lower case, or consumers do not find it. Default: the name it has; for a new one <c>estuary_</c> and the resource's name. A change replaces the publication: the new one is made first, a capture of the program moves over, and the old one goes last.
    /// </summary>
    [Input("name")]
    public Input<string>? Name { get; set; }

    [Input("operations")]
    private InputList<string>? _operations;

    /// <summary>
    /// Published operations: <c>insert</c>, <c>update</c>, <c>delete</c>, <c>truncate</c>. Default: all four; a capture needs insert, update and delete.
    /// </summary>
    public InputList<string> Operations
    {
        get => _operations ?? (_operations = new InputList<string>());
        set => _operations = value;
    }

    [Input("schemas")]
    private InputList<string>? _schemas;

    /// <summary>
    /// Schemas whose tables, present and future, are all published (PostgreSQL 15 and later). Default: none. A change is made in place.
    /// </summary>
    public InputList<string> Schemas
    {
        get => _schemas ?? (_schemas = new InputList<string>());
        set => _schemas = value;
    }

    [Input("tables")]
    private InputList<string>? _tables;

    /// <summary>
    /// Tables, as <c>schema.table</c>, with all rows and columns. Default: none. A change is one <c>ALTER PUBLICATION</c> for what was added and one for what was removed.
    /// </summary>
    public InputList<string> Tables
    {
        get => _tables ?? (_tables = new InputList<string>());
        set => _tables = value;
    }

    /// <summary>
    /// Whether changes of partitions come under the name of the partitioned table. Default: true, which the capture needs.
    /// </summary>
    [Input("viaPartitionRoot")]
    public Input<bool>? ViaPartitionRoot { get; set; }

    /// <summary>No inputs.</summary>
    public static new PublicationArgs Empty => new PublicationArgs();
}
