using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

/// <summary>An organization of the key's owner.</summary>
internal sealed record NeonOrganization
{
    /// <summary>Id, <c>org-…</c>.</summary>
    [AllowNull]
    public string Id
    {
        get => field ?? "";
        init;
    }
}
