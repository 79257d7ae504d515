namespace NeonFlow.Neon;

internal sealed record RoleCreate(NewRole Role);
