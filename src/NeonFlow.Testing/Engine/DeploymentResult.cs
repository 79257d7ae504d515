namespace NeonFlow.Testing.Engine;

/// <summary>How an operation went; <paramref name="Error"/> is what no display was told.</summary>
internal sealed record DeploymentResult(bool Succeeded, bool Interrupted, IReadOnlyDictionary<StepOp, int> Changes, string? Error);
