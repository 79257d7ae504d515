using NeonFlow.Neon;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon.LogicalReplication;

/// <summary>
/// Logical replication of a Neon project: <c>wal_level=logical</c> on all of its computes. A latch: once on, it can never be switched off
/// again.
/// </summary>
[Resource("neonflow:neon:LogicalReplication")]
[Nested<Connection>]
[Scalar<NeonProjectId, NeonProjectIdErrors>]
public sealed record LogicalReplication
{
    /// <summary>
    /// Neon project, such as <c>hidden-cell-763301</c>. A change begins to manage another project and leaves the first one as it is.
    /// </summary>
    [Input, ReplaceOnChange]
    public required NeonProjectId ProjectId { get; init; }

    /// <summary>Whether it is on. Default: true; false is refused, because Neon has no way back.</summary>
    [Input, Default(true)]
    public bool? Enabled { get; init; }

    /// <summary>
    /// Says that the program knows: all computes restart, and there is no way back. Needed only while it is still off. Default: false.
    /// </summary>
    [Input, Directive]
    public bool? AcknowledgeIrreversible { get; init; }

    /// <summary>
    /// A database of the project on which <c>SHOW wal_level</c> is awaited after the switch. Default: none, Neon's operations alone are
    /// awaited.
    /// </summary>
    [Input, Transport]
    public Connection? Connection { get; init; }
}
