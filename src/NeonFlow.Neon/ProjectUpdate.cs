namespace NeonFlow.Neon;

internal sealed record ProjectUpdate(ProjectPatch Project);
