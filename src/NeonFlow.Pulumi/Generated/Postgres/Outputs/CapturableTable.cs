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
/// A table, and whether a capture can take it.
/// </summary>
[OutputType]
public sealed class CapturableTable
{
    /// <summary>
    /// Bytes on disk without indexes; exact up to 2^53.
    /// </summary>
    public readonly double Bytes;

    /// <summary>
    /// Whether a capture that binds it would run, as far as the table goes.
    /// </summary>
    public readonly bool CanBeCaptured;

    /// <summary>
    /// Why not: the codes of the preflight's rules.
    /// </summary>
    public readonly ImmutableArray<string> Codes;

    /// <summary>
    /// Rows by the planner's estimate; exact up to 2^53. None where some of the table was never counted.
    /// </summary>
    public readonly double? EstimatedRows;

    /// <summary>
    /// SQL that puts it right; none where no SQL does, or nothing is wrong.
    /// </summary>
    public readonly string? Fix;

    /// <summary>
    /// Columns of the primary key, in its order.
    /// </summary>
    public readonly ImmutableArray<string> KeyColumns;

    /// <summary>
    /// <c>table</c>, <c>partitioned table</c>, <c>foreign table</c>, <c>view</c> or <c>materialized view</c>.
    /// </summary>
    public readonly string Kind;

    /// <summary>
    /// Why not, a sentence for each code.
    /// </summary>
    public readonly ImmutableArray<string> Reasons;

    /// <summary>
    /// <c>default</c> (the primary key), <c>full</c>, <c>nothing</c> or <c>index</c>; of a partitioned table that of the parent, and each partition has its own.
    /// </summary>
    public readonly string ReplicaIdentity;

    /// <summary>
    /// Schema and name, as <c>tables</c> of a capture takes them.
    /// </summary>
    public readonly string Table;

    /// <summary>
    /// What does not keep it from being captured and should be known, each with its code.
    /// </summary>
    public readonly ImmutableArray<string> Warnings;

    [OutputConstructor]
    private CapturableTable(
        double bytes,
        bool canBeCaptured,
        ImmutableArray<string> codes,
        double? estimatedRows,
        string? fix,
        ImmutableArray<string> keyColumns,
        string kind,
        ImmutableArray<string> reasons,
        string replicaIdentity,
        string table,
        ImmutableArray<string> warnings)
    {
        Bytes = bytes;
        CanBeCaptured = canBeCaptured;
        Codes = codes;
        EstimatedRows = estimatedRows;
        Fix = fix;
        KeyColumns = keyColumns;
        Kind = kind;
        Reasons = reasons;
        ReplicaIdentity = replicaIdentity;
        Table = table;
        Warnings = warnings;
    }
}
