namespace NeonFlow.Neon;

internal sealed record OperationsAnswer
{
    public IReadOnlyList<NeonOperation> Operations { get; init; } = [];

    public Pagination? Pagination { get; init; }
}
