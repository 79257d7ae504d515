namespace NeonFlow.Testing.Neon;

internal sealed record BranchBody
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string Name { get; init; }
    public string? ParentId { get; init; }
    public string CurrentState { get; init; } = "ready";
    public required DateTime StateChangedAt { get; init; }
    public string CreationSource { get; init; } = "console";
    public required bool Primary { get; init; }
    public required bool Default { get; init; }
    public required bool Protected { get; init; }
    public long CpuUsedSec { get; init; }
    public long ComputeTimeSeconds { get; init; }
    public long ActiveTimeSeconds { get; init; }
    public long WrittenDataBytes { get; init; }
    public long DataTransferBytes { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
    public string InitSource { get; init; } = "parent-data";
}
