using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Reads what the Postgres client throws.</summary>
internal static class PostgresFailures
{
    /// <summary>The diagnostic that an exception of the client stands for; null: not of this client.</summary>
    public static Diagnostic? Read(Exception exception) => exception is DatabaseException failure ? Read(failure, null) : null;

    public static Diagnostic Read(DatabaseException failure, Connection? connection)
    {
        string At(string member) =>
            connection switch
            {
                null => "",
                { IsNeon: true } => PropertyPath.Of(nameof(Connection)),
                _ => PropertyPath.Of(nameof(Connection), member),
            };
        var statement = failure.Statement is null ? null : $"{failure.Statement};";
        return failure.Failure switch
        {
            DatabaseFailure.LoginRefused => new(
                PostgresDiagnostics.LoginRefused,
                At(nameof(Connection.User)),
                $"{failure.Where}: {failure.Reason}."
            )
            {
                Kind = FailureKind.Refused,
                Fix = connection is { IsNeon: true }
                    ? "Reset the role's password in Neon, or name another role in connection.role."
                    : "Check user and password of the connection, and that the role may log in from this address.",
            },
            DatabaseFailure.Unreachable => new(
                PostgresDiagnostics.Unreachable,
                At(nameof(Connection.Host)),
                $"{failure.Where}: {failure.Reason}."
            )
            {
                Kind = FailureKind.Unreachable,
                Fix = "Check host and port of the connection, that the server runs, and that the network lets this machine through.",
            },
            DatabaseFailure.SessionEnded => new(
                PostgresDiagnostics.SessionEnded,
                "",
                $"{failure.Where}: the session was ended from outside: {failure.Reason}."
                    + (failure.InCommit ? " It was committing; whether the change lasts is not known." : "")
            )
            {
                Kind = FailureKind.Unavailable,
                Fix = "pulumi up   # goes on from what is there, once the server does not restart or end sessions any more",
            },
            DatabaseFailure.DatabaseMissing => new(
                PostgresDiagnostics.UnknownDatabase,
                At(nameof(Connection.Database)),
                $"{failure.Where}: {failure.Reason}."
            )
            {
                Kind = FailureKind.NotFound,
                Fix = "Correct connection.database, or create the database first.",
            },
            DatabaseFailure.Exhausted => new(PostgresDiagnostics.StatementFailed, "", $"{failure.Where}: {failure.Reason}.")
            {
                Kind = FailureKind.Unavailable,
            },
            DatabaseFailure.NotAllowed => new(PostgresDiagnostics.NotAllowed, "", $"{failure.Where}: {failure.Reason}.")
            {
                Kind = FailureKind.Failed,
                Fix = statement is null ? "Connect as the owner of the objects." : $"-- as the owner of the object:\n{statement}",
            },
            DatabaseFailure.Busy or DatabaseFailure.ConcurrentCatalogUpdate => new(
                PostgresDiagnostics.Busy,
                "",
                $"{failure.Where}: {failure.Reason}."
            )
            {
                Kind = FailureKind.Unavailable,
                Fix =
                    "-- see who holds it:\nSELECT pid, usename, state, query FROM pg_catalog.pg_stat_activity WHERE pid <> "
                    + "pg_catalog.pg_backend_pid() AND xact_start IS NOT NULL ORDER BY xact_start;",
            },
            DatabaseFailure.Dependents => new(PostgresDiagnostics.Dependents, "", $"{failure.Where}: {failure.Reason}. {failure.Hint}")
            {
                Kind = FailureKind.Conflict,
            },
            DatabaseFailure.AlreadyExists => new(PostgresDiagnostics.NotOurs, "", $"{failure.Where}: {failure.Reason}.")
            {
                Kind = FailureKind.Conflict,
            },
            _ => new(PostgresDiagnostics.StatementFailed, "", $"{failure.Where}: {failure.Reason}.")
            {
                Kind = failure.Failure == DatabaseFailure.NotFound ? FailureKind.NotFound : FailureKind.Failed,
                Fix = statement is null
                    ? failure.Hint
                    : $"-- this statement failed{(failure.Hint is null ? "" : $" ({failure.Hint})")}:\n{statement}",
            },
        };
    }
}
