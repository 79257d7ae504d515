namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>
/// What the server's statistics say of a table: rows (less than none where it never looked), the number behind its last page, itself and
/// its partitions.
/// </summary>
internal sealed record TableStatistics(long Rows, long Pages, long Partitions);
