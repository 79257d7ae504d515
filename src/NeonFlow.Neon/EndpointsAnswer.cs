namespace NeonFlow.Neon;

internal sealed record EndpointsAnswer
{
    public IReadOnlyList<NeonEndpoint> Endpoints { get; init; } = [];
}
