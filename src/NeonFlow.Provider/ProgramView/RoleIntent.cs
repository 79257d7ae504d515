namespace NeonFlow.Provider.ProgramView;

/// <summary>A role that the program makes or keeps. Place: the branch.</summary>
/// <param name="Name">Role.</param>
/// <param name="Replication">Whether it will have REPLICATION; roles made through the Neon API do.</param>
/// <param name="BypassRls">Whether it will have BYPASSRLS; roles made through the Neon API do.</param>
/// <param name="ReadsAll">Whether it will read and write every table (member of pg_read_all_data and pg_write_all_data); roles made through
/// the Neon API do.</param>
public sealed record RoleIntent(string Name, bool Replication = true, bool BypassRls = true, bool ReadsAll = true);
