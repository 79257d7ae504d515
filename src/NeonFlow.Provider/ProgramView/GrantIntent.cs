namespace NeonFlow.Provider.ProgramView;

/// <summary>Privileges that the program grants.</summary>
/// <param name="Role">Grantee.</param>
/// <param name="Schema">Schema.</param>
/// <param name="SchemaPrivileges">Privileges on the schema.</param>
/// <param name="Tables">Tables (schema.table), or null for all of the schema.</param>
/// <param name="Privileges">Privileges on the tables.</param>
public sealed record GrantIntent(
    string Role,
    string Schema,
    IReadOnlyList<string> SchemaPrivileges,
    IReadOnlyList<string>? Tables,
    IReadOnlyList<string> Privileges
)
{
    /// <summary>Sequences (schema.sequence).</summary>
    public IReadOnlyList<string> Sequences { get; init; } = [];

    /// <summary>Privileges on the sequences.</summary>
    public IReadOnlyList<string> SequencePrivileges { get; init; } = [];
}
