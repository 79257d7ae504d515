namespace NeonFlow.Testing.Postgres;

/// <summary>A PostgreSQL server did not start; the message holds the end of its log.</summary>
public sealed class PostgresStartException(string message) : Exception(message);
