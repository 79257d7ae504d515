namespace NeonFlow.Testing.Engine;

/// <summary>What has to happen to one resource now, and how the rest is decided once that is over.</summary>
internal sealed record GeneratedSteps(IReadOnlyList<Step> Steps, Func<Task<GeneratedSteps>>? ContinueAsync = null);
