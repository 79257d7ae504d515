using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using SessionOptions = NeonFlow.Postgres.SessionOptions;

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
            DatabaseFailure.Unreachable when NeonProxy.FixFor(failure) is null => new(
                PostgresDiagnostics.Unreachable,
                At(nameof(Connection.Host)),
                $"{failure.Where}: {failure.Reason}."
            )
            {
                Kind = FailureKind.Unreachable,
                Fix = NeonProxy.IsComputeAway(failure)
                    ? "pulumi up   # once the compute runs again; https://neonstatus.com tells of incidents"
                    : "Check host and port of the connection, that the server runs, and that the network lets this machine through.",
            },
            DatabaseFailure.Unreachable or DatabaseFailure.TurnedAway => new(
                PostgresDiagnostics.TurnedAway,
                At(nameof(Connection.Host)),
                $"{failure.Where}: {failure.Reason}."
            )
            {
                Kind = failure.Failure == DatabaseFailure.TurnedAway ? FailureKind.Refused : FailureKind.Unavailable,
                Fix =
                    NeonProxy.FixFor(failure)
                    ?? (
                        Quoted(failure.Reason) is { } closed
                            ? $"ALTER DATABASE {closed} ALLOW_CONNECTIONS true;   -- as its owner, in another database"
                            : "Let the database take connections again."
                    ),
            },
            DatabaseFailure.NoConnection => new(PostgresDiagnostics.NoConnection, "", $"{failure.Where}: {failure.Reason}.")
            {
                Kind = FailureKind.Unavailable,
                Fix = FreeConnection(failure.Reason),
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
            DatabaseFailure.Exhausted => new(
                PostgresDiagnostics.StatementFailed,
                "",
                $"{failure.Where}: {failure.Reason}.{(failure.Hint is null ? "" : $" {failure.Hint}")}"
            )
            {
                Kind = FailureKind.Unavailable,
            },
            DatabaseFailure.NotAllowed => new(PostgresDiagnostics.NotAllowed, "", $"{failure.Where}: {failure.Reason}.")
            {
                Kind = FailureKind.Failed,
                Fix =
                    failure.Reason.Contains("replication slots", StringComparison.Ordinal)
                        ? $"ALTER ROLE {Identifier.Quote(UserOf(failure))} REPLICATION;   -- as a superuser"
                    // With places for values it is no statement that anybody can run.
                    : statement?.Contains("$1", StringComparison.Ordinal) == false ? $"-- as the owner of the object:\n{statement}"
                    : failure.Reason.StartsWith("permission denied for database", StringComparison.Ordinal)
                    && Quoted(failure.Reason) is { } closed
                        ? $"GRANT CONNECT ON DATABASE {closed} TO {Identifier.Quote(UserOf(failure))};   -- as its owner"
                    : "Connect as the owner of the objects.",
            },
            DatabaseFailure.Busy or DatabaseFailure.ConcurrentCatalogUpdate => new(
                PostgresDiagnostics.Busy,
                "",
                $"{failure.Where}: {failure.Reason}."
            )
            {
                Kind = FailureKind.Unavailable,
                Fix = Holders,
            },
            DatabaseFailure.Cancelled => new(
                PostgresDiagnostics.Cancelled,
                "",
                $"{failure.Where}: {failure.Reason}. "
                    + (
                        failure.AtStart
                            ? "It was at the start of the session, for which the statement_timeout of the login counts."
                            : $"The provider gives a statement {SessionOptions.DefaultStatementTimeout.TotalSeconds:0} s.{Was(statement)}"
                    )
            )
            {
                Kind = FailureKind.Unavailable,
                Fix = failure.AtStart
                    ? $"ALTER ROLE {Identifier.Quote(UserOf(failure))} IN DATABASE {Identifier.Quote(DatabaseOf(failure))} SET "
                        + "statement_timeout = 0;   -- as the role itself, or as one that may alter it"
                    : "pulumi up   # once the server is less busy, and nobody cancels statements of this login",
            },
            DatabaseFailure.Dependents => new(
                PostgresDiagnostics.Dependents,
                "",
                $"{failure.Where}: {failure.Reason}{(failure.Hint is null ? "" : $": {failure.Hint}")}."
            )
            {
                Kind = FailureKind.Conflict,
                Fix =
                    "Drop what depends on it, then run this again; or keep it: new CustomResourceOptions { RetainOnDelete = true }, run "
                    + "up, then destroy.",
            },
            DatabaseFailure.AlreadyExists => new(PostgresDiagnostics.NotOurs, "", $"{failure.Where}: {failure.Reason}.")
            {
                Kind = FailureKind.Conflict,
            },
            // What keeps the server from it is not known: to run the statement again is no way out.
            _ => new(
                PostgresDiagnostics.StatementFailed,
                "",
                $"{failure.Where}: {failure.Reason}.{(failure.Hint is null ? "" : $" {failure.Hint}")}"
                    + (failure.Function is null ? "" : $" It happened in {failure.Function}, which an event trigger or a trigger runs.")
                    + Was(statement)
            )
            {
                Kind = failure.Failure == DatabaseFailure.NotFound ? FailureKind.NotFound : FailureKind.Failed,
            },
        };
    }

    // Every role sees all locks, and of the sessions of others not since when they are in a transaction. Who only reads the catalogue holds
    // nobody up.
    private const string Holders =
        "-- who may hold it, and the statement by which its role, or a superuser, ends that session:\nSELECT DISTINCT a.usename, "
        + "a.application_name, l.mode, pg_catalog.format('SELECT pg_catalog.pg_terminate_backend(%s);', l.pid) AS ends_it FROM "
        + "pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid WHERE l.granted AND (l.mode <> 'AccessShareLock' "
        + "OR l.relation >= 16384) AND l.pid <> pg_catalog.pg_backend_pid() AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d "
        + "WHERE d.datname = pg_catalog.current_database());";

    // too many connections for role "shop_owner" (SQLSTATE 53300)
    private static string FreeConnection(string reason) =>
        Quoted(reason) is not { } name
            ? "End sessions that are not needed, or raise max_connections:\nSELECT usename, application_name, state, count(*) FROM "
                + "pg_catalog.pg_stat_activity GROUP BY 1, 2, 3 ORDER BY 4 DESC;"
            : (
                reason.Contains(" database ", StringComparison.Ordinal)
                    ? $"ALTER DATABASE {name} CONNECTION LIMIT -1;   -- as its owner, in another database"
                    : $"ALTER ROLE {name} CONNECTION LIMIT -1;   -- as a superuser or a role that may alter it"
            ) + "\n-- or end the sessions that use its connections up";

    private static string Was(string? statement) => statement is null ? "" : $" The statement was: {statement}";

    // user@host:port/database
    private static string UserOf(DatabaseException failure) => failure.Where[..failure.Where.LastIndexOf('@')];

    private static string DatabaseOf(DatabaseException failure) =>
        failure.Where[(failure.Where.IndexOf('/', failure.Where.LastIndexOf('@')) + 1)..];

    private static string? Quoted(string reason) =>
        reason.Split('"') is [_, var name, ..] && Identifier.Fault(name) is null ? Identifier.Quote(name) : null;
}
