namespace NeonFlow.Estuary;

/// <summary>A table as the Postgres connector sees it.</summary>
/// <param name="Schema">Schema.</param>
/// <param name="Name">Table.</param>
/// <param name="Columns">Columns in order, without generated ones.</param>
/// <param name="Key">Columns of the primary key in key order; empty: none.</param>
public sealed record SourceTable(string Schema, string Name, IReadOnlyList<SourceColumn> Columns, IReadOnlyList<string> Key);
