using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

/// <summary>A branch.</summary>
public sealed record NeonBranch
{
    /// <summary>Id, <c>br-…</c>.</summary>
    [AllowNull]
    public string Id
    {
        get => field ?? "";
        init;
    }

    /// <summary>Whether it is the project's default branch.</summary>
    public bool Default { get; init; }

    /// <summary>Whether it is protected.</summary>
    public bool Protected { get; init; }
}
