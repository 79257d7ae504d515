namespace NeonFlow.Provider.ProgramView;

/// <summary>A publication as it will be: whole tables, without row filters and column lists.</summary>
/// <param name="Name">Publication.</param>
/// <param name="AllTables">FOR ALL TABLES.</param>
/// <param name="Tables">Tables (schema.table).</param>
/// <param name="Schemas">Schemas.</param>
/// <param name="Operations">Published operations.</param>
/// <param name="ViaPartitionRoot">publish_via_partition_root.</param>
public sealed record PublicationIntent(
    string Name,
    bool AllTables,
    IReadOnlyList<string> Tables,
    IReadOnlyList<string> Schemas,
    IReadOnlyList<string> Operations,
    bool ViaPartitionRoot
);
