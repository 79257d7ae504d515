using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Functions;

/// <summary>Answer of <c>postgres.getTables</c>.</summary>
[Nested<CapturableTable>]
public sealed record GetTablesResult
{
    /// <summary>Database that was looked at.</summary>
    [Output]
    public required string Database { get; init; }

    /// <summary>Its tables, foreign tables and views, by schema and name.</summary>
    [Output]
    public required IReadOnlyList<CapturableTable> Tables { get; init; }
}
