namespace NeonFlow.Neon;

internal sealed record DatabasesAnswer
{
    public IReadOnlyList<NeonDatabase> Databases { get; init; } = [];
}
