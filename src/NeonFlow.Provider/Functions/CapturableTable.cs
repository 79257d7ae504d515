using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Functions;

/// <summary>A table, and whether a capture can take it.</summary>
[ObjectType("neonflow:postgres:CapturableTable")]
public sealed record CapturableTable
{
    /// <summary>Schema and name, as <c>tables</c> of a capture takes them.</summary>
    [Output]
    public required string Table { get; init; }

    /// <summary><c>table</c>, <c>partitioned table</c>, <c>foreign table</c>, <c>view</c> or <c>materialized view</c>.</summary>
    [Output]
    public required string Kind { get; init; }

    /// <summary>Columns of the primary key, in its order.</summary>
    [Output]
    public required IReadOnlyList<string> KeyColumns { get; init; }

    /// <summary>
    /// <c>default</c> (the primary key), <c>full</c>, <c>nothing</c> or <c>index</c>; of a partitioned table that of the parent, and each
    /// partition has its own.
    /// </summary>
    [Output]
    public required string ReplicaIdentity { get; init; }

    /// <summary>Rows by the planner's estimate; exact up to 2^53. None where some of the table was never counted.</summary>
    [Output]
    public long? EstimatedRows { get; init; }

    /// <summary>Bytes on disk without indexes; exact up to 2^53.</summary>
    [Output]
    public required long Bytes { get; init; }

    /// <summary>Whether a capture that binds it would run, as far as the table goes.</summary>
    [Output]
    public required bool CanBeCaptured { get; init; }

    /// <summary>Why not: the codes of the preflight's rules.</summary>
    [Output]
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>Why not, a sentence for each code.</summary>
    [Output]
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>SQL that puts it right; none where no SQL does, or nothing is wrong.</summary>
    [Output]
    public string? Fix { get; init; }

    /// <summary>What does not keep it from being captured and should be known, each with its code.</summary>
    [Output]
    public required IReadOnlyList<string> Warnings { get; init; }

    internal static CapturableTable Of(TableSize size, TableFacts facts, CapturedTableFacts seen, PreflightVerdict verdict) =>
        new()
        {
            Table = size.Name.ToString(),
            Kind = facts.Kind switch
            {
                RelationKind.PartitionedTable => "partitioned table",
                RelationKind.ForeignTable => "foreign table",
                RelationKind.View => "view",
                RelationKind.MaterializedView => "materialized view",
                _ => "table",
            },
            KeyColumns = seen.KeyColumns,
            ReplicaIdentity = ReplicaIdentityWords.KindOf(facts.ReplicaIdentity).Keyword().ToLowerInvariant(),
            EstimatedRows = size.EstimatedRows,
            Bytes = size.Bytes,
            CanBeCaptured = verdict.Passes,
            Codes = [.. verdict.Failures.Select(static d => d.Code.Id)],
            Reasons = [.. verdict.Failures.Select(static d => d.Message)],
            // What is no table has no fix but to bind the tables behind it.
            Fix =
                verdict.Passes || facts.Kind is not (RelationKind.Table or RelationKind.PartitionedTable)
                    ? null
                    : string.Join("\n", verdict.Failures.Select(static d => d.Fix).OfType<string>()),
            Warnings = [.. verdict.Warnings.Select(static d => $"{d.Code.Id}: {d.Message}")],
        };
}
