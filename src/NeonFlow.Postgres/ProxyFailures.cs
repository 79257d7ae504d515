namespace NeonFlow.Postgres;

/// <summary>Reads the errors of a proxy that stands before a server and has words of its own.</summary>
/// <param name="sqlState">SQLSTATE of the error.</param>
/// <param name="text">Its message.</param>
/// <returns>The kind of failure; null where the server itself speaks.</returns>
public delegate DatabaseFailure? ProxyFailures(string sqlState, string text);
