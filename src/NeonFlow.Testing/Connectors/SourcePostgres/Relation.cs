namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>A table as the stream announces it, valid until it is announced again.</summary>
internal sealed class Relation
{
    public required string Schema { get; init; }
    public required string Table { get; init; }
    public required IReadOnlyList<RelationColumn> Columns { get; init; }

    public string StreamId => $"{Schema}.{Table}".ToLowerInvariant();

    /// <summary>Column positions in the order of their names, which is the order of documents.</summary>
    public int[] ByName => field ??= [.. Enumerable.Range(0, Columns.Count).OrderBy(i => Columns[i].Name, StringComparer.Ordinal)];
}
