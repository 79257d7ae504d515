namespace NeonFlow.Neon;

internal sealed record AuthAnswer
{
    public string? AuthMethod { get; init; }
}
