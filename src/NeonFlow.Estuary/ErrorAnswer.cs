namespace NeonFlow.Estuary;

/// <summary>An error of PostgREST, of the gateway or of config encryption.</summary>
internal sealed record ErrorAnswer
{
    public string? Code { get; init; }

    public string? Message { get; init; }

    public string? Description { get; init; }

    public string? Error { get; init; }

    public string? Details { get; init; }

    public string? Hint { get; init; }
}
