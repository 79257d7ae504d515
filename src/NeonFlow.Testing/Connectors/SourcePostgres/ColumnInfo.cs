namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>A column and its type, domains resolved to what they are made of.</summary>
internal sealed record ColumnInfo
{
    public required string Name { get; init; }
    public required string TypeName { get; init; }

    /// <summary>
    /// The kind of <c>pg_type</c>: <c>b</c> base, <c>e</c> enum, <c>r</c> range, <c>m</c> multirange, <c>c</c> composite.
    /// </summary>
    public required string TypeKind { get; init; }

    public required uint TypeOid { get; init; }

    /// <summary>For arrays, the name and kind of the elements' type.</summary>
    public string? ElementName { get; init; }

    public string? ElementKind { get; init; }
    public required bool Nullable { get; init; }

    /// <summary>The length of <c>varchar(n)</c> and <c>char(n)</c>.</summary>
    public int? Length { get; init; }

    public bool StoredGenerated { get; init; }
    public string? Comment { get; init; }
}
