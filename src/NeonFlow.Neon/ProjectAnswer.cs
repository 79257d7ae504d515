namespace NeonFlow.Neon;

internal sealed record ProjectAnswer
{
    public required NeonProject Project { get; init; }

    public IReadOnlyList<NeonOperation>? Operations { get; init; }
}
