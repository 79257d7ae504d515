namespace NeonFlow.Postgres.Facts;

/// <summary>The replica identity that a table would have, or all partitions of a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Kind">As <c>pg_class.relreplident</c> writes it: d, f, n or i; null: the one it has.</param>
/// <param name="Index">The index, where the identity is one; of a partitioned table its own, whose parts the partitions have.</param>
public sealed record PlannedIdentity(TableName Table, char? Kind, string? Index);
