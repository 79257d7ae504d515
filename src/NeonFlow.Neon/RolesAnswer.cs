using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

internal sealed class RolesAnswer
{
    [AllowNull]
    public IReadOnlyList<NeonRole> Roles
    {
        get => field ?? [];
        init;
    }
}
