namespace NeonFlow.Neon;

internal sealed record Pagination
{
    public string? Cursor { get; init; }

    public string? Next { get; init; }
}
