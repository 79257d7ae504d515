namespace NeonFlow.Provider.ProgramView;

/// <summary>Privileges on future objects that the program grants.</summary>
/// <param name="Role">Grantee.</param>
/// <param name="Schema">Schema.</param>
/// <param name="IsSequences">Whether it is about sequences, not tables.</param>
/// <param name="Creators">Roles whose future objects they are.</param>
/// <param name="Privileges">Privileges.</param>
public sealed record DefaultPrivilegesIntent(
    string Role,
    string Schema,
    bool IsSequences,
    IReadOnlyList<string> Creators,
    IReadOnlyList<string> Privileges
);
