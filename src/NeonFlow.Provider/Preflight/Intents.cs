namespace NeonFlow.Provider.Preflight;

/// <summary>A role that the program is about to make or keep. Key: <c>neon:project/branch</c> (branch <c>default</c> where none is named), or the database.</summary>
/// <param name="Name">Role.</param>
/// <param name="Replication">Whether it will have REPLICATION; roles made through the Neon API do.</param>
/// <param name="BypassRls">Whether it will have BYPASSRLS; roles made through the Neon API do.</param>
/// <param name="ReadsAll">Whether it will read every table (member of pg_read_all_data); roles made through the Neon API do.</param>
public sealed record RoleIntent(string Name, bool Replication = true, bool BypassRls = true, bool ReadsAll = true);

/// <summary>Logical replication that the program is about to switch on. Key: <c>neon:project</c>.</summary>
public sealed record LogicalReplicationIntent;

/// <summary>Privileges that the program is about to grant.</summary>
/// <param name="Role">Grantee.</param>
/// <param name="Schema">Schema.</param>
/// <param name="SchemaPrivileges">Privileges on the schema.</param>
/// <param name="Tables">Tables (schema.table), or null for all of the schema.</param>
/// <param name="Privileges">Privileges on the tables.</param>
public sealed record GrantIntent(string Role, string Schema, IReadOnlyList<string> SchemaPrivileges, IReadOnlyList<string>? Tables, IReadOnlyList<string> Privileges);

/// <summary>A publication as it will be.</summary>
/// <param name="Name">Publication.</param>
/// <param name="AllTables">FOR ALL TABLES.</param>
/// <param name="Tables">Tables (schema.table).</param>
/// <param name="Schemas">Schemas.</param>
/// <param name="Operations">Published operations.</param>
/// <param name="ViaPartitionRoot">publish_via_partition_root.</param>
public sealed record PublicationIntent(string Name, bool AllTables, IReadOnlyList<string> Tables, IReadOnlyList<string> Schemas, IReadOnlyList<string> Operations, bool ViaPartitionRoot);

/// <summary>A watermarks table as it will be.</summary>
/// <param name="Table">schema.table.</param>
/// <param name="Role">Role that will be able to write it.</param>
/// <param name="Publication">Publication that will list it, or null.</param>
public sealed record WatermarksIntent(string Table, string Role, string? Publication);

/// <summary>A slot that the program looks after.</summary>
/// <param name="Name">Slot.</param>
/// <param name="IsNew">Whether the program begins to look after it in this operation.</param>
/// <param name="Adopt">Whether the program says that an existing slot of that name is its own.</param>
public sealed record SlotIntent(string Name, bool IsNew, bool Adopt);
