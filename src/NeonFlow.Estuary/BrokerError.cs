namespace NeonFlow.Estuary;

/// <summary>Why a broker ended an answer.</summary>
internal sealed record BrokerError
{
    public string? Message { get; init; }
}
