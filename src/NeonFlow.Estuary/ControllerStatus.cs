namespace NeonFlow.Estuary;

/// <summary>Status of the controller of a live spec.</summary>
internal sealed record ControllerStatus
{
    public string? Error { get; init; }

    public ActivationStatus? Activation { get; init; }
}
