namespace NeonFlow.Testing.Neon;

internal sealed record RoleBody
{
    public required string BranchId { get; init; }
    public required string Name { get; init; }
    public string? Password { get; init; }
    public bool Protected { get; init; }
    public string? AuthenticationMethod { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
