namespace NeonFlow.Provider.ProgramView;

/// <summary>What a capture of the program needs on its database.</summary>
/// <param name="Capture">Catalogue name.</param>
/// <param name="Role">Role that it logs in as.</param>
/// <param name="Publication">Publication that it reads.</param>
/// <param name="Watermarks">Watermarks table; null in read-only mode.</param>
public sealed record CaptureIntent(string Capture, string Role, string Publication, string? Watermarks);
