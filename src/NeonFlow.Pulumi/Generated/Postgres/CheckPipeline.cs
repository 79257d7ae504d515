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
/// What keeps a pipeline from running, or costs it rows, as its database stands now: the rules of the preflight, for a capture that this or another program made, or nobody yet.
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
///     var pipeline = CheckPipeline.Invoke(new() { Connection = database, SlotName = "estuary_orders" });
///     return new Dictionary&lt;string, object?&gt;
///     {
///         ["ok"] = pipeline.Apply(static p =&gt; p.Ok),
///         ["findings"] = pipeline.Apply(static p =&gt; p.Findings.Select(static f =&gt; $"{f.Code}: {f.What}")),
///     };
/// });
/// </code>
/// <para>It judges what is there now, with the rules of the preflight, and writes nothing. What a program is about to make is judged in the preview of its capture, so in the program that makes a pipeline this function sees the database as it was before. From a terminal the same is <c>neonflow doctor</c>.</para>
/// <para>What is not named the database tells, where there is one of it: <c>discovered</c> says what and why. Where it may be any of several nothing is guessed, and <c>notChecked</c> says which rules had to be left out.</para>
/// <para>Some rules compare with what the state of the capture knows: what its slot had confirmed, object ids of its tables and publication, keys of its collections, its status. They find nothing here, and a plain preview of the program does. The numbers of <c>Backfill</c> are in that state, too: where a fix raises one, raise the number that the program has.</para>
/// <para>The login needs no more rights than to connect: catalogues are open to all. The names of slots that have written watermarks are read from the watermarks table where the login may.</para>
/// </remarks>
public static class CheckPipeline
{
    /// <summary>
    /// What keeps a pipeline from running, or costs it rows, as its database stands now: the rules of the preflight, for a capture that this or another program made, or nobody yet.
    /// </summary>
    public static Task<CheckPipelineResult> InvokeAsync(CheckPipelineArgs? args = null, InvokeOptions? options = null)
        => global::Pulumi.Deployment.Instance.InvokeAsync<CheckPipelineResult>("neonflow:postgres:checkPipeline", args ?? new CheckPipelineArgs(), options.WithDefaults());

    /// <summary>
    /// What keeps a pipeline from running, or costs it rows, as its database stands now: the rules of the preflight, for a capture that this or another program made, or nobody yet.
    /// </summary>
    public static Output<CheckPipelineResult> Invoke(CheckPipelineInvokeArgs? args = null, InvokeOptions? options = null)
        => global::Pulumi.Deployment.Instance.Invoke<CheckPipelineResult>("neonflow:postgres:checkPipeline", args ?? new CheckPipelineInvokeArgs(), options.WithDefaults()).UnknownWhere(static r => r.Database is null);

    /// <summary>
    /// What keeps a pipeline from running, or costs it rows, as its database stands now: the rules of the preflight, for a capture that this or another program made, or nobody yet.
    /// </summary>
    public static Output<CheckPipelineResult> Invoke(CheckPipelineInvokeArgs? args, InvokeOutputOptions options)
        => global::Pulumi.Deployment.Instance.Invoke<CheckPipelineResult>("neonflow:postgres:checkPipeline", args ?? new CheckPipelineInvokeArgs(), options.WithDefaults()).UnknownWhere(static r => r.Database is null);
}

/// <summary>Arguments of <see cref="CheckPipeline.InvokeAsync"/>.</summary>
public sealed class CheckPipelineArgs : global::Pulumi.InvokeArgs
{
    /// <summary>
    /// Addresses of the data plane, as <c>estuary.getDataPlane</c> gives them. Default: those of <c>dataPlane</c>.
    /// </summary>
    [Input("cidrBlocks")]
    public List<string>? CidrBlocks { get; set; }

    /// <summary>
    /// How to reach the database. Default: the provider's <c>databaseUrl</c>. A pooled host is a finding, not an error.
    /// </summary>
    [Input("connection")]
    public global::NeonFlow.Cdc.Postgres.Inputs.ConnectionArgs? Connection { get; set; }

    /// <summary>
    /// Data plane that connects, whose addresses Estuary is asked for; needed where the Neon project has an address list. Default: none.
    /// </summary>
    [Input("dataPlane")]
    public string? DataPlane { get; set; }

    /// <summary>
    /// Whether the capture has streamed, so that a slot of that name is its own, and one that is not there was lost. Default: whether the slot is there, or the watermarks table has a row of it.
    /// </summary>
    [Input("hasStreamed")]
    public bool? HasStreamed { get; set; }

    /// <summary>
    /// Publication that the capture reads. Default: the only one of the database.
    /// </summary>
    [Input("publicationName")]
    public string? PublicationName { get; set; }

    /// <summary>
    /// Whether the capture writes no watermarks. Default: false.
    /// </summary>
    [Input("readOnly")]
    public bool? ReadOnly { get; set; }

    /// <summary>
    /// Schemas whose tables the capture binds, all of them. Default: none besides <c>tables</c>.
    /// </summary>
    [Input("schemas")]
    public List<string>? Schemas { get; set; }

    /// <summary>
    /// Replication slot of the capture. Default: the only one of <c>pgoutput</c> in the database, else the only one that has written watermarks.
    /// </summary>
    [Input("slotName")]
    public string? SlotName { get; set; }

    /// <summary>
    /// Tables that the capture binds, as <c>schema.table</c>. Default: those of the publication; without one, all of the database.
    /// </summary>
    [Input("tables")]
    public List<string>? Tables { get; set; }

    /// <summary>
    /// Role that the capture logs in as. Default: the one that streams from the slot, else the only one with LOGIN and REPLICATION that does not own the database.
    /// </summary>
    [Input("user")]
    public string? User { get; set; }

    /// <summary>
    /// Watermarks table as <c>schema.table</c>. Default: the only table of that shape in the publication, or in the database; where there is none <c>public.flow_watermarks</c>.
    /// </summary>
    [Input("watermarksTable")]
    public string? WatermarksTable { get; set; }

    /// <summary>No arguments.</summary>
    public static new CheckPipelineArgs Empty => new CheckPipelineArgs();
}

/// <summary>Arguments of the output forms of <see cref="CheckPipeline"/>.</summary>
public sealed class CheckPipelineInvokeArgs : global::Pulumi.InvokeArgs
{
    [Input("cidrBlocks")]
    private InputList<string>? _cidrBlocks;

    /// <summary>
    /// Addresses of the data plane, as <c>estuary.getDataPlane</c> gives them. Default: those of <c>dataPlane</c>.
    /// </summary>
    public InputList<string> CidrBlocks
    {
        get => _cidrBlocks ?? (_cidrBlocks = new InputList<string>());
        set => _cidrBlocks = value;
    }

    /// <summary>
    /// How to reach the database. Default: the provider's <c>databaseUrl</c>. A pooled host is a finding, not an error.
    /// </summary>
    [Input("connection")]
    public Input<global::NeonFlow.Cdc.Postgres.Inputs.ConnectionArgs>? Connection { get; set; }

    /// <summary>
    /// Data plane that connects, whose addresses Estuary is asked for; needed where the Neon project has an address list. Default: none.
    /// </summary>
    [Input("dataPlane")]
    public Input<string>? DataPlane { get; set; }

    /// <summary>
    /// Whether the capture has streamed, so that a slot of that name is its own, and one that is not there was lost. Default: whether the slot is there, or the watermarks table has a row of it.
    /// </summary>
    [Input("hasStreamed")]
    public Input<bool>? HasStreamed { get; set; }

    /// <summary>
    /// Publication that the capture reads. Default: the only one of the database.
    /// </summary>
    [Input("publicationName")]
    public Input<string>? PublicationName { get; set; }

    /// <summary>
    /// Whether the capture writes no watermarks. Default: false.
    /// </summary>
    [Input("readOnly")]
    public Input<bool>? ReadOnly { get; set; }

    [Input("schemas")]
    private InputList<string>? _schemas;

    /// <summary>
    /// Schemas whose tables the capture binds, all of them. Default: none besides <c>tables</c>.
    /// </summary>
    public InputList<string> Schemas
    {
        get => _schemas ?? (_schemas = new InputList<string>());
        set => _schemas = value;
    }

    /// <summary>
    /// Replication slot of the capture. Default: the only one of <c>pgoutput</c> in the database, else the only one that has written watermarks.
    /// </summary>
    [Input("slotName")]
    public Input<string>? SlotName { get; set; }

    [Input("tables")]
    private InputList<string>? _tables;

    /// <summary>
    /// Tables that the capture binds, as <c>schema.table</c>. Default: those of the publication; without one, all of the database.
    /// </summary>
    public InputList<string> Tables
    {
        get => _tables ?? (_tables = new InputList<string>());
        set => _tables = value;
    }

    /// <summary>
    /// Role that the capture logs in as. Default: the one that streams from the slot, else the only one with LOGIN and REPLICATION that does not own the database.
    /// </summary>
    [Input("user")]
    public Input<string>? User { get; set; }

    /// <summary>
    /// Watermarks table as <c>schema.table</c>. Default: the only table of that shape in the publication, or in the database; where there is none <c>public.flow_watermarks</c>.
    /// </summary>
    [Input("watermarksTable")]
    public Input<string>? WatermarksTable { get; set; }

    /// <summary>No inputs.</summary>
    public static new CheckPipelineInvokeArgs Empty => new CheckPipelineInvokeArgs();
}

/// <summary>
/// Answer of <c>postgres.checkPipeline</c>.
/// </summary>
[OutputType]
public sealed class CheckPipelineResult
{
    /// <summary>
    /// Database that was looked at.
    /// </summary>
    public readonly string Database;

    /// <summary>
    /// What nobody named and the database told, a line each, with why it is that.
    /// </summary>
    public readonly ImmutableArray<string> Discovered;

    /// <summary>
    /// What was found, the gravest first.
    /// </summary>
    public readonly ImmutableArray<global::NeonFlow.Cdc.Postgres.Outputs.PipelineFinding> Findings;

    /// <summary>
    /// Host that was looked at.
    /// </summary>
    public readonly string Host;

    /// <summary>
    /// What could not be looked at, and which rules rest on it.
    /// </summary>
    public readonly ImmutableArray<global::NeonFlow.Cdc.Postgres.Outputs.PipelineGap> NotChecked;

    /// <summary>
    /// Whether nothing keeps the pipeline from running, as far as could be looked at: no finding is an <c>error</c>.
    /// </summary>
    public readonly bool Ok;

    /// <summary>
    /// Publication that was judged; none where it is not known.
    /// </summary>
    public readonly string? PublicationName;

    /// <summary>
    /// Slot that was judged; none where it is not known.
    /// </summary>
    public readonly string? SlotName;

    /// <summary>
    /// Tables that were judged, as <c>schema.table</c>.
    /// </summary>
    public readonly ImmutableArray<string> Tables;

    /// <summary>
    /// Role that was judged; none where it is not known.
    /// </summary>
    public readonly string? User;

    /// <summary>
    /// Watermarks table that was judged; none where it is not known, or the capture writes no watermarks.
    /// </summary>
    public readonly string? WatermarksTable;

    [OutputConstructor]
    private CheckPipelineResult(
        string database,
        ImmutableArray<string> discovered,
        ImmutableArray<global::NeonFlow.Cdc.Postgres.Outputs.PipelineFinding> findings,
        string host,
        ImmutableArray<global::NeonFlow.Cdc.Postgres.Outputs.PipelineGap> notChecked,
        bool ok,
        string? publicationName,
        string? slotName,
        ImmutableArray<string> tables,
        string? user,
        string? watermarksTable)
    {
        Database = database;
        Discovered = discovered;
        Findings = findings;
        Host = host;
        NotChecked = notChecked;
        Ok = ok;
        PublicationName = publicationName;
        SlotName = slotName;
        Tables = tables;
        User = user;
        WatermarksTable = watermarksTable;
    }
}
