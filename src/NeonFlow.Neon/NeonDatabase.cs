namespace NeonFlow.Neon;

/// <summary>A database of a branch.</summary>
public sealed record NeonDatabase
{
    /// <summary>Number; an older database has a smaller one.</summary>
    public long Id { get; init; }

    /// <summary>Name, unique on the branch.</summary>
    public required string Name { get; init; }

    /// <summary>Owning role.</summary>
    public string OwnerName { get; init; } = "";

    /// <summary>Branch.</summary>
    public string? BranchId { get; init; }
}
