namespace NeonFlow.Neon;

internal sealed record ProjectAnswer
{
    public required NeonProject Project { get; init; }
}
