namespace NeonFlow.Testing.Engine;

/// <remarks>In pulumi/pulumi: InvokeResponse (pkg/resource/plugin/provider.go).</remarks>
internal sealed record InvokeResult(PropertyMap Return, IReadOnlyList<CheckFailureSaid> Failures);
