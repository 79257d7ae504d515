namespace NeonFlow.Testing.Neon;

internal sealed record SortBody(string? Next, string SortBy, string SortOrder);
