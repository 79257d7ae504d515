namespace NeonFlow.Testing.Neon;

internal sealed record DatabaseRecord(long Id, string Name, string Owner, DateTime CreatedAt, DateTime UpdatedAt);
