using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

/// <summary>A database of a branch.</summary>
public sealed record NeonDatabase
{
    /// <summary>Number; an older database has a smaller one.</summary>
    public long Id { get; init; }

    /// <summary>Name, unique on the branch.</summary>
    [AllowNull]
    public string Name
    {
        get => field ?? "";
        init;
    }

    /// <summary>Owning role.</summary>
    [AllowNull]
    public string OwnerName
    {
        get => field ?? "";
        init;
    }
}
