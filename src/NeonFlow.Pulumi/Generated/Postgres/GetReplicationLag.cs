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
/// How far the consumers of the logical replication slots of a database are behind, how much WAL is kept for them, and how long Neon still keeps one that nobody streams from.
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
///     var lag = GetReplicationLag.Invoke(new() { Connection = database, Slot = "estuary_orders" });
///     return new Dictionary&lt;string, object?&gt; { ["lagBytes"] = lag.Apply(static l =&gt; l.Slots[0].LagBytes) };
/// });
/// </code>
/// <para>Any role that may log in can ask; nothing is written, and the answer is that of the moment. Numbers are exact up to 2^53.</para>
/// <para>What Neon says of slots: one whose consumer confirms nothing is removed after about 40 hours, and all slots of a branch go when it is restored. PostgreSQL 17 and later tell since when a slot has been idle; for older ones, and for a slot that is streamed from, <c>hoursUntilRemoval</c> is left out.</para>
/// </remarks>
public static class GetReplicationLag
{
    /// <summary>
    /// How far the consumers of the logical replication slots of a database are behind, how much WAL is kept for them, and how long Neon still keeps one that nobody streams from.
    /// </summary>
    public static Task<GetReplicationLagResult> InvokeAsync(GetReplicationLagArgs? args = null, InvokeOptions? options = null)
        => global::Pulumi.Deployment.Instance.InvokeAsync<GetReplicationLagResult>("neonflow:postgres:getReplicationLag", args ?? new GetReplicationLagArgs(), options.WithDefaults());

    /// <summary>
    /// How far the consumers of the logical replication slots of a database are behind, how much WAL is kept for them, and how long Neon still keeps one that nobody streams from.
    /// </summary>
    public static Output<GetReplicationLagResult> Invoke(GetReplicationLagInvokeArgs? args = null, InvokeOptions? options = null)
        => global::Pulumi.Deployment.Instance.Invoke<GetReplicationLagResult>("neonflow:postgres:getReplicationLag", args ?? new GetReplicationLagInvokeArgs(), options.WithDefaults()).UnknownWhere(static r => r.Database is null);

    /// <summary>
    /// How far the consumers of the logical replication slots of a database are behind, how much WAL is kept for them, and how long Neon still keeps one that nobody streams from.
    /// </summary>
    public static Output<GetReplicationLagResult> Invoke(GetReplicationLagInvokeArgs? args, InvokeOutputOptions options)
        => global::Pulumi.Deployment.Instance.Invoke<GetReplicationLagResult>("neonflow:postgres:getReplicationLag", args ?? new GetReplicationLagInvokeArgs(), options.WithDefaults()).UnknownWhere(static r => r.Database is null);
}

/// <summary>Arguments of <see cref="GetReplicationLag.InvokeAsync"/>.</summary>
public sealed class GetReplicationLagArgs : global::Pulumi.InvokeArgs
{
    /// <summary>
    /// How to reach the database. Default: the provider's <c>databaseUrl</c>.
    /// </summary>
    [Input("connection")]
    public global::NeonFlow.Cdc.Postgres.Inputs.ConnectionArgs? Connection { get; set; }

    /// <summary>
    /// Replication slot, such as <c>estuary_orders</c>. Default: all of the database.
    /// </summary>
    [Input("slot")]
    public string? Slot { get; set; }

    /// <summary>No arguments.</summary>
    public static new GetReplicationLagArgs Empty => new GetReplicationLagArgs();
}

/// <summary>Arguments of the output forms of <see cref="GetReplicationLag"/>.</summary>
public sealed class GetReplicationLagInvokeArgs : global::Pulumi.InvokeArgs
{
    /// <summary>
    /// How to reach the database. Default: the provider's <c>databaseUrl</c>.
    /// </summary>
    [Input("connection")]
    public Input<global::NeonFlow.Cdc.Postgres.Inputs.ConnectionArgs>? Connection { get; set; }

    /// <summary>
    /// Replication slot, such as <c>estuary_orders</c>. Default: all of the database.
    /// </summary>
    [Input("slot")]
    public Input<string>? Slot { get; set; }

    /// <summary>No inputs.</summary>
    public static new GetReplicationLagInvokeArgs Empty => new GetReplicationLagInvokeArgs();
}

/// <summary>
/// Answer of <c>postgres.getReplicationLag</c>.
/// </summary>
[OutputType]
public sealed class GetReplicationLagResult
{
    /// <summary>
    /// Database that was looked at.
    /// </summary>
    public readonly string Database;

    /// <summary>
    /// Its logical replication slots, by name.
    /// </summary>
    public readonly ImmutableArray<global::NeonFlow.Cdc.Postgres.Outputs.ReplicationLag> Slots;

    [OutputConstructor]
    private GetReplicationLagResult(
        string database,
        ImmutableArray<global::NeonFlow.Cdc.Postgres.Outputs.ReplicationLag> slots)
    {
        Database = database;
        Slots = slots;
    }
}
