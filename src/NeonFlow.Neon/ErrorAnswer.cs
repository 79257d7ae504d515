namespace NeonFlow.Neon;

internal sealed record ErrorAnswer
{
    public string? RequestId { get; init; }

    public string? Code { get; init; }

    public string? Message { get; init; }
}
