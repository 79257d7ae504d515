using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

internal sealed record BranchAnswer
{
    public required NeonBranch Branch { get; init; }
}
