namespace NeonFlow.Testing.Neon;

internal sealed record ErrorBody(string? RequestId, string Code, string Message);
