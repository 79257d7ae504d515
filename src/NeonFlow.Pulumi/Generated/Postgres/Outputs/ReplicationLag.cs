// Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading.Tasks;
using Pulumi;
using Pulumi.Serialization;

namespace NeonFlow.Cdc.Postgres.Outputs;

/// <summary>
/// A logical replication slot, and how far its consumer is behind.
/// </summary>
[OutputType]
public sealed class ReplicationLag
{
    /// <summary>
    /// Whether somebody streams from it now.
    /// </summary>
    public readonly bool Active;

    /// <summary>
    /// Position up to which the consumer has confirmed everything.
    /// </summary>
    public readonly string? ConfirmedFlushLsn;

    /// <summary>
    /// Hours until Neon removes a slot that nobody streams from, about 40 after it became idle; 0: it may go at any moment. None elsewhere than on Neon, and where the server does not tell since when it has been idle.
    /// </summary>
    public readonly double? HoursUntilRemoval;

    /// <summary>
    /// Since when nobody has streamed from it, in UTC; from PostgreSQL 17 on, and only where nobody does.
    /// </summary>
    public readonly string? InactiveSince;

    /// <summary>
    /// Bytes of WAL that the consumer has not confirmed; exact up to 2^53. None where it never confirmed any.
    /// </summary>
    public readonly double? LagBytes;

    /// <summary>
    /// Name.
    /// </summary>
    public readonly string Name;

    /// <summary>
    /// Output plugin, such as <c>pgoutput</c>.
    /// </summary>
    public readonly string Plugin;

    /// <summary>
    /// Position of the oldest WAL that the slot may still need, such as <c>0/1A2B3C8</c>.
    /// </summary>
    public readonly string? RestartLsn;

    /// <summary>
    /// Bytes of WAL that the server keeps for the slot; exact up to 2^53. None where the slot is lost.
    /// </summary>
    public readonly double? RetainedBytes;

    /// <summary>
    /// <c>reserved</c>, <c>extended</c>, <c>unreserved</c> (the WAL may go at the next checkpoint) or <c>lost</c> (unusable for ever).
    /// </summary>
    public readonly string? WalStatus;

    [OutputConstructor]
    private ReplicationLag(
        bool active,
        string? confirmedFlushLsn,
        double? hoursUntilRemoval,
        string? inactiveSince,
        double? lagBytes,
        string name,
        string plugin,
        string? restartLsn,
        double? retainedBytes,
        string? walStatus)
    {
        Active = active;
        ConfirmedFlushLsn = confirmedFlushLsn;
        HoursUntilRemoval = hoursUntilRemoval;
        InactiveSince = inactiveSince;
        LagBytes = lagBytes;
        Name = name;
        Plugin = plugin;
        RestartLsn = restartLsn;
        RetainedBytes = retainedBytes;
        WalStatus = walStatus;
    }
}
