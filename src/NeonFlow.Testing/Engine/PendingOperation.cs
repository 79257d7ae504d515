namespace NeonFlow.Testing.Engine;

/// <summary>An operation that was under way when its engine stopped.</summary>
/// <remarks>In pulumi/pulumi: Operation (pkg/resource/operation.go).</remarks>
internal sealed record PendingOperation(ResourceState Resource, string Type);
