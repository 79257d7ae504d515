namespace NeonFlow.Testing.Neon;

internal sealed record EndpointBody
{
    public required string Id { get; init; }
    public required string Host { get; init; }
    public required string ProjectId { get; init; }
    public required string BranchId { get; init; }
    public decimal AutoscalingLimitMinCu { get; init; } = 0.25m;
    public decimal AutoscalingLimitMaxCu { get; init; } = 2m;
    public string RegionId { get; init; } = NeonProject.Region;
    public string Type { get; init; } = "read_write";
    public required string CurrentState { get; init; }
    public string? PendingState { get; init; }
    public EndpointSettingsBody Settings { get; init; } = new(new Dictionary<string, string>());
    public bool PoolerEnabled { get; init; }
    public string PoolerMode { get; init; } = "transaction";
    public required bool Disabled { get; init; }
    public bool PasswordlessAccess { get; init; } = true;
    public string CreationSource { get; init; } = "console";
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
    public required DateTime StartedAt { get; init; }
    public string ProxyHost { get; init; } = "localhost";
    public long SuspendTimeoutSeconds { get; init; }
    public string Provisioner { get; init; } = "k8s-neonvm";
}
