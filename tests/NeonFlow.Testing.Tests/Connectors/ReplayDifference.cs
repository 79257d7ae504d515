namespace NeonFlow.Testing.Tests.Connectors;

internal sealed class ReplayDifference(string message) : Exception(message);
