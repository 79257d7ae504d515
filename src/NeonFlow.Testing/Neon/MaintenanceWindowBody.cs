namespace NeonFlow.Testing.Neon;

internal sealed record MaintenanceWindowBody(IReadOnlyList<int> Weekdays, string StartTime, string EndTime);
