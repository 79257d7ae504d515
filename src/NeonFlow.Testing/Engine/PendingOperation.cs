namespace NeonFlow.Testing.Engine;

/// <summary>An operation that was under way when its engine stopped.</summary>
internal sealed record PendingOperation(ResourceState Resource, string Type);
