using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeonFlow.Testing.Neon;

// What goes over HTTP, in our own words: sharing the client's types would hide a mistake made in both.

internal static class NeonJson
{
    internal static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}

internal sealed record ErrorBody(string? RequestId, string Code, string Message);

internal sealed record AllowedIpsBody(IReadOnlyList<string>? Ips, bool? ProtectedBranchesOnly);

internal sealed record MaintenanceWindowBody(IReadOnlyList<int> Weekdays, string StartTime, string EndTime);

internal sealed record SettingsBody
{
    public AllowedIpsBody? AllowedIps { get; init; }
    public bool? EnableLogicalReplication { get; init; }
    public MaintenanceWindowBody? MaintenanceWindow { get; init; }
    public bool? BlockPublicConnections { get; init; }
    public bool? BlockVpcConnections { get; init; }
    public bool? Hipaa { get; init; }
}

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

internal sealed record BranchBody
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string Name { get; init; }
    public string CurrentState { get; init; } = "ready";
    public required DateTime StateChangedAt { get; init; }
    public string CreationSource { get; init; } = "console";
    public bool Primary { get; init; } = true;
    public bool Default { get; init; } = true;
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

internal sealed record EndpointSettingsBody(IReadOnlyDictionary<string, string> PgSettings);

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

internal sealed record DatabaseBody(long Id, string BranchId, string Name, string OwnerName, DateTime CreatedAt, DateTime UpdatedAt);

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

internal sealed record PaginationBody(string Cursor);

internal sealed record SortBody(string? Next, string SortBy, string SortOrder);

internal sealed record AnnotationBody(AnnotationObjectBody Object, IReadOnlyDictionary<string, string> Value);

internal sealed record AnnotationObjectBody(string Type, string Id);
