namespace NeonFlow.Estuary;

/// <summary>A column as the Postgres connector sees it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">Name of its type in pg_type (the base type of a domain; the element's with a leading underscore for an
/// array).</param>
/// <param name="NotNull">NOT NULL.</param>
public sealed record SourceColumn(string Name, string Type, bool NotNull)
{
    /// <summary>Kind of the type in pg_type: b base, e enum, r range, m multirange, c composite.</summary>
    public char Kind { get; init; } = 'b';

    /// <summary>Length of varchar(n) and char(n).</summary>
    public int? Length { get; init; }

    /// <summary>Comment on the column.</summary>
    public string? Comment { get; init; }
}
