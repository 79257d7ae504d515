namespace NeonFlow.Testing.Estuary;

/// <summary>A request that the connector answered by ending.</summary>
internal sealed class ConnectorException(string message) : Exception(message);
