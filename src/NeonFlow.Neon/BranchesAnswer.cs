using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

internal sealed record BranchesAnswer
{
    [AllowNull]
    public IReadOnlyList<NeonBranch> Branches
    {
        get => field ?? [];
        init;
    }

    public Pagination? Pagination { get; init; }
}
