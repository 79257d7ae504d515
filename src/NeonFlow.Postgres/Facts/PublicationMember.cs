namespace NeonFlow.Postgres.Facts;

/// <summary>A declared member table of a publication.</summary>
/// <param name="Name">Schema and name.</param>
/// <param name="Columns">Column list, or null for all columns.</param>
/// <param name="Filter">Row filter as the server renders it, or null.</param>
/// <param name="HasColumns">Whether the table has exactly the columns that were asked about.</param>
public sealed record PublicationMember(TableName Name, IReadOnlyList<string>? Columns, string? Filter, bool HasColumns);
