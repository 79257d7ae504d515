namespace NeonFlow.Provider.ProgramView;

/// <summary>Logical replication that the program switches on. Place: the project.</summary>
public sealed record LogicalReplicationIntent;
