namespace NeonFlow.Postgres;

/// <summary>One table of a publication as a statement names it.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">Column list, or null.</param>
/// <param name="Filter">Row filter as the server renders it, or null.</param>
public sealed record PublishedTable(TableName Table, IReadOnlyList<string>? Columns = null, string? Filter = null)
{
    /// <summary>ONLY, name, columns, filter.</summary>
    public string Sql =>
        $"ONLY {Table.Sql}"
        + (Columns is null ? "" : $" ({string.Join(", ", Columns.Select(Identifier.Quote))})")
        +
        // The closing parenthesis stands on a line of its own, so that nothing in the text can comment it away.
        (Filter is null ? "" : $" WHERE ({Filter}\n)");
}
