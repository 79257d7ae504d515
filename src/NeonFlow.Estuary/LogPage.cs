namespace NeonFlow.Estuary;

/// <summary>Lines of a log, and where to go on from.</summary>
public sealed record LogPage(IReadOnlyList<string> Lines, string? Cursor);
