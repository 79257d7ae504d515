namespace NeonFlow.Postgres.Facts;

/// <summary>A role that makes relations which the grantee will not see.</summary>
/// <param name="Creator">The role.</param>
/// <param name="Owns">Relations it owns there now.</param>
public sealed record UncoveredCreator(string Creator, long Owns);
