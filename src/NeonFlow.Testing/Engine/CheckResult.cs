namespace NeonFlow.Testing.Engine;

/// <remarks>In pulumi/pulumi: CheckResponse (pkg/resource/plugin/provider.go).</remarks>
internal sealed record CheckResult(PropertyMap Inputs, IReadOnlyList<CheckFailureSaid> Failures);
