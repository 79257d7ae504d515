namespace NeonFlow.Neon;

internal sealed record OperationAnswer
{
    public required NeonOperation Operation { get; init; }
}
