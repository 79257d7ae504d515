namespace NeonFlow.Testing.Neon;

internal sealed record SettingsBody
{
    public AllowedIpsBody? AllowedIps { get; init; }
    public bool? EnableLogicalReplication { get; init; }
    public MaintenanceWindowBody? MaintenanceWindow { get; init; }
    public bool? BlockPublicConnections { get; init; }
    public bool? BlockVpcConnections { get; init; }
    public bool? Hipaa { get; init; }
}
