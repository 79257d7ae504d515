namespace NeonFlow.Testing.Engine;

/// <remarks>In pulumi/pulumi: CheckFailure (pkg/resource/plugin/provider.go).</remarks>
internal sealed record CheckFailureSaid(string Property, string Reason);
