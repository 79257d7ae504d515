namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>The database could not be reached; the message lists every attempt as the connector's driver does.</summary>
internal sealed class ConnectFailure(string text, Exception inner) : Exception(text, inner);
