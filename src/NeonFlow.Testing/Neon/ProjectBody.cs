namespace NeonFlow.Testing.Neon;

internal sealed record ProjectBody
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string PlatformId { get; init; } = "aws";
    public string RegionId { get; init; } = NeonProject.Region;
    public string Provisioner { get; init; } = "k8s-neonvm";
    public required int PgVersion { get; init; }
    public string ProxyHost { get; init; } = "localhost";
    public long BranchLogicalSizeLimit { get; init; } = 512;
    public long BranchLogicalSizeLimitBytes { get; init; } = 536_870_912;
    public required bool StorePasswords { get; init; }
    public long CpuUsedSec { get; init; }
    public string CreationSource { get; init; } = "console";
    public int HistoryRetentionSeconds { get; init; } = 21_600;
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
    public string OwnerId { get; init; } = NeonProject.Organization;
    public string OrgId { get; init; } = NeonProject.Organization;
    public required SettingsBody Settings { get; init; }
    public long? DataStorageBytesHour { get; init; }
    public long? DataTransferBytes { get; init; }
    public long? WrittenDataBytes { get; init; }
    public long? ComputeTimeSeconds { get; init; }
    public long? ActiveTimeSeconds { get; init; }
    public DateTime? ConsumptionPeriodStart { get; init; }
    public DateTime? ConsumptionPeriodEnd { get; init; }

    /// <summary>List items have this one instead of the six before it.</summary>
    public long? ActiveTime { get; init; }
}
