namespace NeonFlow.Neon;

/// <summary>Settings of a project. Only members that are set are sent.</summary>
public sealed record NeonProjectSettings
{
    /// <summary>Whether all computes run with <c>wal_level=logical</c>; a latch.</summary>
    public bool? EnableLogicalReplication { get; init; }

    /// <summary>Who may connect.</summary>
    public AllowedIps? AllowedIps { get; init; }
}
