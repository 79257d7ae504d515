namespace NeonFlow.Testing.Neon;

/// <summary>One step of work that Neon does after it has answered.</summary>
internal sealed record OperationPlan(string Action, string? BranchId, string? EndpointId, Func<Task> Work);
