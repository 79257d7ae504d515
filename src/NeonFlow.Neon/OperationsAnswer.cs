using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

internal sealed record OperationsAnswer
{
    public IReadOnlyList<Operation> Operations { get; init; } = [];

    public Pagination? Pagination { get; init; }
}
