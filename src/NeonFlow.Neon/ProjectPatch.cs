namespace NeonFlow.Neon;

internal sealed record ProjectPatch(NeonProjectSettings Settings);
