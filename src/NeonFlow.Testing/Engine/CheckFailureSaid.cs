namespace NeonFlow.Testing.Engine;

internal sealed record CheckFailureSaid(string Property, string Reason);
