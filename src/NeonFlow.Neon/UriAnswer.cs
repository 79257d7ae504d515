namespace NeonFlow.Neon;

internal sealed class UriAnswer
{
    public required string Uri { get; init; }
}
