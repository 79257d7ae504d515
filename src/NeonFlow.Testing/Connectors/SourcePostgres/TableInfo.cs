namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>A table as Discover sees it.</summary>
internal sealed class TableInfo
{
    public required string Schema { get; init; }
    public required string Name { get; init; }

    /// <summary>
    /// The kind of <c>pg_class</c>: <c>r</c> ordinary, <c>p</c> partitioned, anything else only where a binding names it.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>In the table's own order, stored generated columns included.</summary>
    public List<ColumnInfo> Columns { get; } = [];

    public List<string> PrimaryKey { get; } = [];

    /// <summary>Columns of each unique index, indexes by name.</summary>
    public SortedDictionary<string, List<string>> UniqueIndexes { get; } = new(StringComparer.Ordinal);

    public string StreamId => $"{Schema}.{Name}".ToLowerInvariant();

    public ColumnInfo? Column(string name) => Columns.Find(c => c.Name == name);

    /// <summary>
    /// The key a collection of this table gets, and whether it is one the connector had to fall back to; empty where there is none.
    /// </summary>
    public (IReadOnlyList<string> Columns, bool Fallback) Key()
    {
        if (PrimaryKey.Count > 0)
        {
            return (PrimaryKey, false);
        }
        if (Kind == "r")
        {
            foreach (var index in UniqueIndexes.Values)
            {
                if (index.Count > 0 && index.All(name => Column(name) is { Nullable: false }))
                {
                    return (index, true);
                }
            }
        }
        return ([], true);
    }
}
