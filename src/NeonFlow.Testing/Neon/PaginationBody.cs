namespace NeonFlow.Testing.Neon;

internal sealed record PaginationBody(string Cursor);
