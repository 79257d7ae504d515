namespace NeonFlow.Testing.Neon;

internal sealed record AllowedIpsBody(IReadOnlyList<string>? Ips, bool? ProtectedBranchesOnly);
