namespace NeonFlow.Testing.Postgres;

/// <summary>PostgreSQL is neither on this machine nor could it be installed.</summary>
public sealed class PostgresNotFoundException(string message) : Exception(message);
