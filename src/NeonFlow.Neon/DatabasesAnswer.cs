using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

internal sealed record DatabasesAnswer
{
    [AllowNull]
    public IReadOnlyList<NeonDatabase> Databases
    {
        get => field ?? [];
        init;
    }
}
