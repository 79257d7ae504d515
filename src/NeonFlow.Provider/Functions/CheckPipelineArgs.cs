using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>
/// What keeps a pipeline from running, or costs it rows, as its database stands now: the rules of the preflight, for a capture that this or
/// another program made, or nobody yet.
/// </summary>
[Function("neonflow:postgres:checkPipeline")]
[Nested<Connection>]
[Scalar<TableName, TableNameErrors>]
public sealed record CheckPipelineArgs
{
    /// <summary>How to reach the database. Default: the provider's <c>databaseUrl</c>. A pooled host is a finding, not an error.</summary>
    [Input, Transport]
    public Connection? Connection { get; init; }

    /// <summary>
    /// Role that the capture logs in as. Default: the one that streams from the slot, else the only one with LOGIN and REPLICATION that
    /// does not own the database.
    /// </summary>
    [Input]
    public string? User { get; init; }

    /// <summary>Publication that the capture reads. Default: the only one of the database.</summary>
    [Input]
    public string? PublicationName { get; init; }

    /// <summary>
    /// Replication slot of the capture. Default: the only one of <c>pgoutput</c> in the database, else the only one that has written
    /// watermarks.
    /// </summary>
    [Input]
    public string? SlotName { get; init; }

    /// <summary>
    /// Watermarks table as <c>schema.table</c>. Default: the only table of that shape in the publication, or in the database; where there
    /// is none <c>public.flow_watermarks</c>.
    /// </summary>
    [Input]
    public TableName? WatermarksTable { get; init; }

    /// <summary>Whether the capture writes no watermarks. Default: false.</summary>
    [Input]
    public bool? ReadOnly { get; init; }

    /// <summary>
    /// Tables that the capture binds, as <c>schema.table</c>. Default: those of the publication; without one, all of the database.
    /// </summary>
    [Input, Unordered]
    public IReadOnlyList<TableName>? Tables { get; init; }

    /// <summary>Schemas whose tables the capture binds, all of them. Default: none besides <c>tables</c>.</summary>
    [Input, Unordered]
    public IReadOnlyList<string>? Schemas { get; init; }

    /// <summary>
    /// Whether the capture has streamed, so that a slot of that name is its own, and one that is not there was lost. Default: whether the
    /// slot is there, or the watermarks table has a row of it.
    /// </summary>
    [Input]
    public bool? HasStreamed { get; init; }

    /// <summary>
    /// Data plane that connects, whose addresses Estuary is asked for; needed where the Neon project has an address list. Default: none.
    /// </summary>
    [Input]
    public string? DataPlane { get; init; }

    /// <summary>Addresses of the data plane, as <c>estuary.getDataPlane</c> gives them. Default: those of <c>dataPlane</c>.</summary>
    [Input, Unordered]
    public IReadOnlyList<string>? CidrBlocks { get; init; }
}
