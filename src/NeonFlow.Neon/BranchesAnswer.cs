namespace NeonFlow.Neon;

internal sealed record BranchesAnswer
{
    public IReadOnlyList<NeonBranch> Branches { get; init; } = [];

    public Pagination? Pagination { get; init; }
}
