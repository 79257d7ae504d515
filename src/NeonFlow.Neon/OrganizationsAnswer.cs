using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

internal sealed record OrganizationsAnswer
{
    [AllowNull]
    public IReadOnlyList<NeonOrganization> Organizations
    {
        get => field ?? [];
        init;
    }
}
