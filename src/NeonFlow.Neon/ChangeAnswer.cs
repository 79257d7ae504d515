using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

internal sealed record ChangeAnswer
{
    [AllowNull]
    public IReadOnlyList<NeonOperation> Operations
    {
        get => field ?? [];
        init;
    }
}
