using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

internal sealed record OperationsAnswer
{
    [AllowNull]
    public IReadOnlyList<NeonOperation> Operations
    {
        get => field ?? [];
        init;
    }

    public Pagination? Pagination { get; init; }
}
