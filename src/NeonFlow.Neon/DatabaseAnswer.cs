namespace NeonFlow.Neon;

internal sealed record DatabaseAnswer
{
    public required NeonDatabase Database { get; init; }
}
