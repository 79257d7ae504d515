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
/// The tables of a database: key, replica identity and size of each, whether a capture can take it, and if not why, in the words and codes of the preflight.
/// </summary>
/// <remarks>
/// <code>
/// using Pulumi;
/// using NeonFlow.Cdc.Postgres;
/// using NeonFlow.Cdc.Postgres.Inputs;
///
/// return await Deployment.RunAsync(() =&gt;
/// {
///     var database = new ConnectionArgs { ProjectId = "hidden-cell-763301", Database = "shop" };
///     var shop = GetTables.Invoke(new() { Connection = database, Schemas = { "public" } });
///     var tables = shop.Apply(static s =&gt; s.Tables.Where(static t =&gt; t.CanBeCaptured).Select(static t =&gt; t.Table));
///     return new Dictionary&lt;string, object?&gt; { ["canBeCaptured"] = tables };
/// });
/// </code>
/// <para>Partitions are not listed: they are captured with their partitioned table, whose numbers include theirs.</para>
/// <para>A table is judged by itself, with the rules of the preflight that rest on tables alone, and in the automatic backfill mode. What depends on a publication, a role or a slot is judged in the preview of the capture.</para>
/// </remarks>
public static class GetTables
{
    /// <summary>
    /// The tables of a database: key, replica identity and size of each, whether a capture can take it, and if not why, in the words and codes of the preflight.
    /// </summary>
    public static Task<GetTablesResult> InvokeAsync(GetTablesArgs? args = null, InvokeOptions? options = null)
        => global::Pulumi.Deployment.Instance.InvokeAsync<GetTablesResult>("neonflow:postgres:getTables", args ?? new GetTablesArgs(), options.WithDefaults());

    /// <summary>
    /// The tables of a database: key, replica identity and size of each, whether a capture can take it, and if not why, in the words and codes of the preflight.
    /// </summary>
    public static Output<GetTablesResult> Invoke(GetTablesInvokeArgs? args = null, InvokeOptions? options = null)
        => global::Pulumi.Deployment.Instance.Invoke<GetTablesResult>("neonflow:postgres:getTables", args ?? new GetTablesInvokeArgs(), options.WithDefaults()).UnknownWhere(static r => r.Database is null);

    /// <summary>
    /// The tables of a database: key, replica identity and size of each, whether a capture can take it, and if not why, in the words and codes of the preflight.
    /// </summary>
    public static Output<GetTablesResult> Invoke(GetTablesInvokeArgs? args, InvokeOutputOptions options)
        => global::Pulumi.Deployment.Instance.Invoke<GetTablesResult>("neonflow:postgres:getTables", args ?? new GetTablesInvokeArgs(), options.WithDefaults()).UnknownWhere(static r => r.Database is null);
}

/// <summary>Arguments of <see cref="GetTables.InvokeAsync"/>.</summary>
public sealed class GetTablesArgs : global::Pulumi.InvokeArgs
{
    /// <summary>
    /// How to reach the database. Default: the provider's <c>databaseUrl</c>.
    /// </summary>
    [Input("connection")]
    public global::NeonFlow.Cdc.Postgres.Inputs.ConnectionArgs? Connection { get; set; }

    /// <summary>
    /// Schemas. Default: all but those of PostgreSQL itself.
    /// </summary>
    [Input("schemas")]
    public List<string>? Schemas { get; set; }

    /// <summary>No arguments.</summary>
    public static new GetTablesArgs Empty => new GetTablesArgs();
}

/// <summary>Arguments of the output forms of <see cref="GetTables"/>.</summary>
public sealed class GetTablesInvokeArgs : global::Pulumi.InvokeArgs
{
    /// <summary>
    /// How to reach the database. Default: the provider's <c>databaseUrl</c>.
    /// </summary>
    [Input("connection")]
    public Input<global::NeonFlow.Cdc.Postgres.Inputs.ConnectionArgs>? Connection { get; set; }

    [Input("schemas")]
    private InputList<string>? _schemas;

    /// <summary>
    /// Schemas. Default: all but those of PostgreSQL itself.
    /// </summary>
    public InputList<string> Schemas
    {
        get => _schemas ?? (_schemas = new InputList<string>());
        set => _schemas = value;
    }

    /// <summary>No inputs.</summary>
    public static new GetTablesInvokeArgs Empty => new GetTablesInvokeArgs();
}

/// <summary>
/// Answer of <c>postgres.getTables</c>.
/// </summary>
[OutputType]
public sealed class GetTablesResult
{
    /// <summary>
    /// Database that was looked at.
    /// </summary>
    public readonly string Database;

    /// <summary>
    /// Its tables, foreign tables and views, by schema and name.
    /// </summary>
    public readonly ImmutableArray<global::NeonFlow.Cdc.Postgres.Outputs.CapturableTable> Tables;

    [OutputConstructor]
    private GetTablesResult(
        string database,
        ImmutableArray<global::NeonFlow.Cdc.Postgres.Outputs.CapturableTable> tables)
    {
        Database = database;
        Tables = tables;
    }
}
