using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.ReplicationSlot;

/// <summary>
/// The life of a capture's replication slot: the capture makes it, this resource watches it, and drops it on destroy once nobody uses it
/// any more.
/// </summary>
[Resource("neonflow:postgres:ReplicationSlot")]
[Nested<Connection>]
public sealed record ReplicationSlot : ISqlShape<ReplicationSlot>
{
    /// <summary>How to reach the database. Default: the provider's <c>databaseUrl</c>.</summary>
    [Input, Transport]
    public Connection? Connection { get; init; }

    /// <summary>
    /// Name: lower-case letters, digits and _, at most 63. Default: the name it has; for a new one <c>estuary_</c> and the resource's name.
    /// A change replaces the resource: the old slot is dropped last, once the capture reads the new one, for which it has to start anew
    /// (its <c>backfill</c>).
    /// </summary>
    [Input, ReplaceOnChange, DefaultName("estuary_{0}")]
    public required string Name { get; init; }

    /// <summary>
    /// Whether a slot of that name that exists already is this capture's own. Default: false; the connector drops and remakes whatever slot
    /// it finds at its first start.
    /// </summary>
    [Input, Directive]
    public bool? Adopt { get; init; }

    /// <summary>How many seconds destroy waits for the slot to become inactive. Default: 120.</summary>
    [Input, Directive, Default(120)]
    public int? DropTimeout { get; init; }

    /// <summary>
    /// <c>absent</c> until the capture has started for the first time, then <c>present</c>. <c>lost</c>: the server has thrown away WAL
    /// that the slot needs; <c>foreign</c>: another kind of slot, or one of another database, has the name. No capture runs with these
    /// two, and the resource is a change until that is over.
    /// </summary>
    [Output(Always = true)]
    public string? Status { get; init; }

    /// <summary>
    /// Neon branch that the object was made on, <c>br-…</c>. It stays there although another branch becomes the default one. None at a
    /// direct address.
    /// </summary>
    [Output]
    public string? BranchId { get; init; }

    ReplicationSlot ISqlShape<ReplicationSlot>.On(string? branch) => this with { BranchId = branch };
}
