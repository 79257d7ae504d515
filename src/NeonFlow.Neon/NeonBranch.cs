namespace NeonFlow.Neon;

/// <summary>A branch.</summary>
public sealed record NeonBranch
{
    /// <summary>Id, <c>br-…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Name, unique in the project.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether it is the project's default branch.</summary>
    public bool Default { get; init; }

    /// <summary>Whether it is protected.</summary>
    public bool Protected { get; init; }

    /// <summary>Parent branch, if any.</summary>
    public string? ParentId { get; init; }

    /// <summary>State; open list: <c>init, resetting, ready, archived</c>.</summary>
    public string? CurrentState { get; init; }
}
