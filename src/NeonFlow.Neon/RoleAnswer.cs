using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

internal sealed class RoleAnswer
{
    public NeonRole? Role { get; init; }

    [AllowNull]
    public IReadOnlyList<NeonOperation> Operations
    {
        get => field ?? [];
        init;
    }
}
