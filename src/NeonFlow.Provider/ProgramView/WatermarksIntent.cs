namespace NeonFlow.Provider.ProgramView;

/// <summary>A watermarks table as it will be.</summary>
/// <param name="Table">schema.table.</param>
/// <param name="Role">Role that will be able to write it.</param>
/// <param name="Publication">Publication that will list it, or null.</param>
public sealed record WatermarksIntent(string Table, string Role, string? Publication);
