using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Functions;

/// <summary>A logical replication slot, and how far its consumer is behind.</summary>
[ObjectType("neonflow:postgres:ReplicationLag")]
public sealed record ReplicationLag
{
    // What Neon's documentation says; it promises no minute.
    private const double HoursOnNeon = 40;

    /// <summary>Name.</summary>
    [Output]
    public required string Name { get; init; }

    /// <summary>Output plugin, such as <c>pgoutput</c>.</summary>
    [Output]
    public required string Plugin { get; init; }

    /// <summary>Whether somebody streams from it now.</summary>
    [Output]
    public required bool Active { get; init; }

    /// <summary>
    /// <c>reserved</c>, <c>extended</c>, <c>unreserved</c> (the WAL may go at the next checkpoint) or <c>lost</c> (unusable for ever).
    /// </summary>
    [Output]
    public string? WalStatus { get; init; }

    /// <summary>Bytes of WAL that the consumer has not confirmed; exact up to 2^53. None where it never confirmed any.</summary>
    [Output]
    public long? LagBytes { get; init; }

    /// <summary>Bytes of WAL that the server keeps for the slot; exact up to 2^53. None where the slot is lost.</summary>
    [Output]
    public long? RetainedBytes { get; init; }

    /// <summary>Position of the oldest WAL that the slot may still need, such as <c>0/1A2B3C8</c>.</summary>
    [Output]
    public string? RestartLsn { get; init; }

    /// <summary>Position up to which the consumer has confirmed everything.</summary>
    [Output]
    public string? ConfirmedFlushLsn { get; init; }

    /// <summary>Since when nobody has streamed from it, in UTC; from PostgreSQL 17 on, and only where nobody does.</summary>
    [Output]
    public string? InactiveSince { get; init; }

    /// <summary>
    /// Hours until Neon removes a slot that nobody streams from, about 40 after it became idle; 0: it may go at any moment. None elsewhere
    /// than on Neon, and where the server does not tell since when it has been idle.
    /// </summary>
    [Output]
    public double? HoursUntilRemoval { get; init; }

    internal static ReplicationLag Of(SlotLagFacts slot, bool isNeon) =>
        new()
        {
            Name = slot.Name,
            Plugin = slot.Plugin,
            Active = slot.Active,
            WalStatus = slot.WalStatus,
            LagBytes = slot.UnconfirmedBytes,
            RetainedBytes = slot.RetainedBytes,
            RestartLsn = slot.RestartLsn,
            ConfirmedFlushLsn = slot.ConfirmedFlushLsn,
            InactiveSince = slot.InactiveSince,
            HoursUntilRemoval = isNeon && slot.InactiveHours is { } idle ? Math.Max(0, HoursOnNeon - idle) : null,
        };
}
