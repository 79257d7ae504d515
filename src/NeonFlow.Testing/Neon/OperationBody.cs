namespace NeonFlow.Testing.Neon;

internal sealed record OperationBody
{
    public required Guid Id { get; init; }
    public required string ProjectId { get; init; }
    public string? BranchId { get; init; }
    public string? EndpointId { get; init; }
    public required string Action { get; init; }
    public required string Status { get; init; }
    public string? Error { get; init; }
    public required int FailuresCount { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
    public required int TotalDurationMs { get; init; }
}
