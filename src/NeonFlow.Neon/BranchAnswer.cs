namespace NeonFlow.Neon;

internal sealed record BranchAnswer
{
    public required NeonBranch Branch { get; init; }
}
