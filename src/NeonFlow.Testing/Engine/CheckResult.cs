namespace NeonFlow.Testing.Engine;

internal sealed record CheckResult(PropertyMap Inputs, IReadOnlyList<CheckFailureSaid> Failures);
