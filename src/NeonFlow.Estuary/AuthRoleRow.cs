namespace NeonFlow.Estuary;

/// <summary>A prefix that the credential may read.</summary>
internal sealed record AuthRoleRow
{
    public string? RolePrefix { get; init; }
}
