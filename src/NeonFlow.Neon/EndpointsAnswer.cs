using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

internal sealed record EndpointsAnswer
{
    [AllowNull]
    public IReadOnlyList<NeonEndpoint> Endpoints
    {
        get => field ?? [];
        init;
    }
}
