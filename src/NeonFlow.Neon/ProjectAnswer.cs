using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

internal sealed record ProjectAnswer
{
    public required Project Project { get; init; }

    public IReadOnlyList<Operation>? Operations { get; init; }
}
