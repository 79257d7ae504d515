namespace NeonFlow.Neon;

internal sealed record NewRole(string Name, bool? NoLogin);
