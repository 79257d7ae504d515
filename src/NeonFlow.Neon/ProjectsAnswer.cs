namespace NeonFlow.Neon;

internal sealed record ProjectsAnswer
{
    public IReadOnlyList<NeonProject> Projects { get; init; } = [];

    public Pagination? Pagination { get; init; }
}
