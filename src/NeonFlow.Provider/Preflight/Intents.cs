namespace NeonFlow.Provider.Preflight;

/// <summary>A role that the program makes or keeps. Place: the branch.</summary>
/// <param name="Name">Role.</param>
/// <param name="Replication">Whether it will have REPLICATION; roles made through the Neon API do.</param>
/// <param name="BypassRls">Whether it will have BYPASSRLS; roles made through the Neon API do.</param>
/// <param name="ReadsAll">Whether it will read and write every table (member of pg_read_all_data and pg_write_all_data); roles made through the Neon API do.</param>
public sealed record RoleIntent(string Name, bool Replication = true, bool BypassRls = true, bool ReadsAll = true);

/// <summary>Logical replication that the program switches on. Place: the project.</summary>
public sealed record LogicalReplicationIntent;

/// <summary>Privileges that the program grants.</summary>
/// <param name="Role">Grantee.</param>
/// <param name="Schema">Schema.</param>
/// <param name="SchemaPrivileges">Privileges on the schema.</param>
/// <param name="Tables">Tables (schema.table), or null for all of the schema.</param>
/// <param name="Privileges">Privileges on the tables.</param>
public sealed record GrantIntent(string Role, string Schema, IReadOnlyList<string> SchemaPrivileges, IReadOnlyList<string>? Tables, IReadOnlyList<string> Privileges)
{
    /// <summary>Sequences (schema.sequence).</summary>
    public IReadOnlyList<string> Sequences { get; init; } = [];

    /// <summary>Privileges on the sequences.</summary>
    public IReadOnlyList<string> SequencePrivileges { get; init; } = [];
}

/// <summary>Privileges on future objects that the program grants.</summary>
/// <param name="Role">Grantee.</param>
/// <param name="Schema">Schema.</param>
/// <param name="IsSequences">Whether it is about sequences, not tables.</param>
/// <param name="Creators">Roles whose future objects they are.</param>
/// <param name="Privileges">Privileges.</param>
public sealed record DefaultPrivilegesIntent(string Role, string Schema, bool IsSequences, IReadOnlyList<string> Creators, IReadOnlyList<string> Privileges);

/// <summary>A publication as it will be: whole tables, without row filters and column lists.</summary>
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

/// <summary>What another capture of the program uses. Place: the server, because slots are shared by its databases.</summary>
/// <param name="Capture">Catalogue name.</param>
/// <param name="Slot">Its slot.</param>
/// <param name="User">Role that it streams as.</param>
/// <param name="IsNew">Whether the capture starts with this operation, so that its slot is made by it.</param>
public sealed record SlotUseIntent(string Capture, string Slot, string User, bool IsNew);

/// <summary>What a capture of the program needs on its database.</summary>
/// <param name="Capture">Catalogue name.</param>
/// <param name="Role">Role that it logs in as.</param>
/// <param name="Publication">Publication that it reads.</param>
/// <param name="Watermarks">Watermarks table; null in read-only mode.</param>
public sealed record CaptureIntent(string Capture, string Role, string Publication, string? Watermarks);

/// <summary>Addresses that the program lets into a project. Place: the project.</summary>
/// <param name="Entries">Entries of the address list.</param>
public sealed record AddressesIntent(IReadOnlyList<string> Entries);
