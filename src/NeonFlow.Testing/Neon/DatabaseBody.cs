namespace NeonFlow.Testing.Neon;

internal sealed record DatabaseBody(long Id, string BranchId, string Name, string OwnerName, DateTime CreatedAt, DateTime UpdatedAt);
