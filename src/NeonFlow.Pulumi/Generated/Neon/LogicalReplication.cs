// Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading.Tasks;
using Pulumi;
using Pulumi.Serialization;

namespace NeonFlow.Cdc.Neon;

/// <summary>
/// Logical replication of a Neon project: <c>wal_level=logical</c> on all of its computes. A latch: once on, it can never be switched off again.
/// </summary>
/// <remarks>
/// <para>Postgres can stream its changes only with <c>wal_level=logical</c>. On Neon that is a switch of the whole project: all branches, all computes. Throwing it restarts every compute and drops its connections, and <b>it can never be undone</b> - Neon answers every attempt to switch it off with an error. Therefore:</para>
/// <list type="bullet">
/// <item><description>nothing happens without <c>acknowledgeIrreversible: true</c> while it is still off; a project that has it on needs no acknowledgement;</description></item>
/// <item><description><c>enabled: false</c> is refused in preview, before any call;</description></item>
/// <item><description>removing the resource, or <c>pulumi destroy</c>, leaves it on and says so;</description></item>
/// <item><description>it never causes a replacement of anything but itself.</description></item>
/// </list>
/// <para>After the switch Neon's operations are awaited, and, where a <c>connection</c> is given, <c>SHOW wal_level</c> on that database.</para>
/// </remarks>
/// <example>
/// <code>
/// using Pulumi;
/// using NeonFlow.Cdc.Neon;
///
/// return await Deployment.RunAsync(() =&gt;
/// {
///     _ = new LogicalReplication("shop", new()
///     {
///         ProjectId = "hidden-cell-763301",
///         AcknowledgeIrreversible = true,
///     });
/// });
/// </code>
/// </example>
[PulumiResourceType("neonflow:neon:LogicalReplication")]
public partial class LogicalReplication : global::Pulumi.CustomResource
{
    /// <summary>
    /// Whether it is on. Default: true; false is refused, because Neon has no way back.
    /// </summary>
    [Output("enabled")]
    public Output<bool> Enabled { get; private set; } = null!;

    /// <summary>
    /// Neon project, such as <c>hidden-cell-763301</c>. A change begins to manage another project and leaves the first one as it is.
    /// </summary>
    [Output("projectId")]
    public Output<string> ProjectId { get; private set; } = null!;

    /// <summary>Declares the resource.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="args">Inputs.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public LogicalReplication(string name, LogicalReplicationArgs args, CustomResourceOptions? options = null)
        : base("neonflow:neon:LogicalReplication", name, args ?? new LogicalReplicationArgs(), MakeResourceOptions(options, ""))
    {
    }

    private LogicalReplication(string name, Input<string> id, CustomResourceOptions? options = null)
        : base("neonflow:neon:LogicalReplication", name, null, MakeResourceOptions(options, id))
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
    public static LogicalReplication Get(string name, Input<string> id, CustomResourceOptions? options = null)
        => new LogicalReplication(name, id, options);
}

/// <summary>Inputs of <see cref="LogicalReplication"/>.</summary>
public sealed class LogicalReplicationArgs : global::Pulumi.ResourceArgs
{
    /// <summary>
    /// Says that the program knows: all computes restart, and there is no way back. Needed only while it is still off. Default: false.
    /// </summary>
    [Input("acknowledgeIrreversible")]
    public Input<bool>? AcknowledgeIrreversible { get; set; }

    /// <summary>
    /// A database of the project on which <c>SHOW wal_level</c> is awaited after the switch. Default: none, Neon's operations alone are awaited.
    /// </summary>
    [Input("connection")]
    public Input<global::NeonFlow.Cdc.Postgres.Inputs.ConnectionArgs>? Connection { get; set; }

    /// <summary>
    /// Whether it is on. Default: true; false is refused, because Neon has no way back.
    /// </summary>
    [Input("enabled")]
    public Input<bool>? Enabled { get; set; }

    /// <summary>
    /// Neon project, such as <c>hidden-cell-763301</c>. A change begins to manage another project and leaves the first one as it is.
    /// </summary>
    [Input("projectId", required: true)]
    public Input<string> ProjectId { get; set; } = null!;

    /// <summary>No inputs.</summary>
    public static new LogicalReplicationArgs Empty => new LogicalReplicationArgs();
}
