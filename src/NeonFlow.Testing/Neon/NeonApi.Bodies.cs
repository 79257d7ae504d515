namespace NeonFlow.Testing.Neon;

// The objects as answers show them.
internal sealed partial class NeonApi
{
    private static ProjectBody Common(NeonProject project) =>
        new()
        {
            Id = project.Id,
            Name = project.Name,
            PgVersion = project.Server.Binaries.Major,
            StorePasswords = project.StorePasswords,
            CreatedAt = project.CreatedAt,
            UpdatedAt = project.UpdatedAt,
            Settings = new SettingsBody
            {
                AllowedIps = new AllowedIpsBody(project.AllowedIps, project.ProtectedBranchesOnly),
                EnableLogicalReplication = project.LogicalReplication,
                MaintenanceWindow = new MaintenanceWindowBody([5], "07:00", "08:00"),
                BlockPublicConnections = project.BlockPublicConnections,
                BlockVpcConnections = project.BlockVpcConnections,
                Hipaa = false,
            },
        };

    private static ProjectBody Whole(NeonProject project)
    {
        var month = new DateTime(project.CreatedAt.Year, project.CreatedAt.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        return Common(project) with
        {
            DataStorageBytesHour = 0,
            DataTransferBytes = 0,
            WrittenDataBytes = 0,
            ComputeTimeSeconds = 0,
            ActiveTimeSeconds = 0,
            ConsumptionPeriodStart = month,
            ConsumptionPeriodEnd = month.AddMonths(1),
        };
    }

    private static BranchBody Body(NeonProject project, NeonBranch branch) =>
        new()
        {
            Id = branch.Id,
            ProjectId = project.Id,
            Name = branch.Name,
            ParentId = branch.ParentId,
            CurrentState = branch.Archived ? "archived" : "ready",
            Primary = branch == project.Branch,
            Default = branch == project.Branch,
            Protected = branch.Protected,
            StateChangedAt = branch.CreatedAt,
            CreatedAt = branch.CreatedAt,
            UpdatedAt = branch.CreatedAt,
        };

    private static EndpointBody Endpoint(NeonProject project, NeonBranch branch) =>
        new()
        {
            Id = branch.Endpoint.Id,
            // All endpoints of this machine share one address, so the port has to be told; Neon's is always 5432.
            Host = $"{branch.Endpoint.DirectHost}:{branch.Endpoint.Direct.Port}",
            ProjectId = project.Id,
            BranchId = branch.Id,
            CurrentState = branch.Restarting || !branch.Server.IsRunning ? "idle" : "active",
            PendingState = branch.Restarting ? "active" : null,
            Disabled = project.EndpointDisabled,
            CreatedAt = project.CreatedAt,
            UpdatedAt = project.UpdatedAt,
            StartedAt = project.CreatedAt,
        };

    private static RoleBody Body(NeonBranch branch, RoleRecord role) =>
        new()
        {
            BranchId = branch.Id,
            Name = role.Name,
            AuthenticationMethod = role.NoLogin ? "no_login" : "password",
            CreatedAt = role.CreatedAt,
            UpdatedAt = role.UpdatedAt,
        };

    private static DatabaseBody Body(NeonBranch branch, DatabaseRecord database) =>
        new(database.Id, branch.Id, database.Name, database.Owner, database.CreatedAt, database.UpdatedAt);
}
