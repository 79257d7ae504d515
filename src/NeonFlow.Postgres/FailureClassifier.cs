using System.Net.Sockets;
using Npgsql;

namespace NeonFlow.Postgres;

internal static class FailureClassifier
{
    public static DatabaseException Wrap(
        Exception error,
        PostgresAddress address,
        string? statement,
        ProxyFailures? proxy,
        bool inSession = false
    )
    {
        var where = address.ToString();
        switch (error)
        {
            case DatabaseException known:
                return known;
            case PostgresException server:
                var text = server.MessageText;
                return new DatabaseException(
                    proxy?.Invoke(server.SqlState, text) ?? Classify(server.SqlState, text, server.SchemaName),
                    server.SqlState,
                    where,
                    $"{text} (SQLSTATE {server.SqlState})",
                    (server.BatchCommand as NpgsqlBatchCommand)?.CommandText ?? statement,
                    // The hint would be CASCADE, and the detail names what depends on it.
                    server.SqlState == "2BP01"
                        ? server.Detail
                        : server.Hint ?? server.Detail,
                    server
                )
                {
                    InSession = inSession,
                    Function = server.Where?.Split('\n').LastOrDefault(static l => l.Contains(" function ", StringComparison.Ordinal)),
                };
            case NpgsqlException { InnerException: SocketException socket }:
                return Lost(where, Socket(socket, address), statement, error, inSession);
            case SocketException socket:
                return Lost(where, Socket(socket, address), statement, error, inSession);
            case NpgsqlException { InnerException: TimeoutException }:
            case TimeoutException:
                return new DatabaseException(
                    DatabaseFailure.Unreachable,
                    null,
                    where,
                    error is SilenceException ? error.Message : "no answer in time",
                    statement,
                    null,
                    error
                )
                {
                    InSession = inSession,
                    IsSilence = true,
                };
            case NpgsqlException npgsql when npgsql.Message.Contains("No password has been provided", StringComparison.Ordinal):
                return new DatabaseException(
                    DatabaseFailure.LoginRefused,
                    "28P01",
                    where,
                    "the server asks for a password and none is given",
                    null,
                    null,
                    error
                );
            case NpgsqlException { InnerException: System.Security.Authentication.AuthenticationException tls }:
                return Lost(where, $"the TLS certificate was not accepted: {tls.Message}", null, error, inSession);
            case NpgsqlException npgsql:
                return Lost(where, npgsql.InnerException?.Message ?? npgsql.Message, statement, error, inSession);
            case IOException or ObjectDisposedException:
                return Lost(where, error.Message, statement, error, inSession);
            default:
                return new DatabaseException(DatabaseFailure.Other, null, where, error.Message, statement, null, error);
        }
    }

    public static DatabaseFailure Classify(string state, string text, string? schema) =>
        state switch
        {
            "28P01" or "28000" => DatabaseFailure.LoginRefused,
            "3D000" => DatabaseFailure.DatabaseMissing,
            "42501" => DatabaseFailure.NotAllowed,
            "42P01" or "42704" or "3F000" or "42703" => DatabaseFailure.NotFound,
            "42710" or "42P07" or "42P06" => DatabaseFailure.AlreadyExists,
            // Two sessions made the same catalogue row: not a user's unique key.
            "23505" when schema == "pg_catalog" => DatabaseFailure.ConcurrentCatalogUpdate,
            "40001" or "40P01" => DatabaseFailure.ConcurrentCatalogUpdate,
            "XX000" when text.Contains("tuple concurrently", StringComparison.Ordinal) => DatabaseFailure.ConcurrentCatalogUpdate,
            "55P03" or "55006" => DatabaseFailure.Busy,
            "57014" => DatabaseFailure.Cancelled,
            "55000" when text.Contains("not currently accepting connections", StringComparison.Ordinal) => DatabaseFailure.TurnedAway,
            "55000" or "53400" or "42P10" => DatabaseFailure.Prerequisite,
            "2BP01" => DatabaseFailure.Dependents,
            "53300" => DatabaseFailure.NoConnection,
            // PgBouncer.
            "08P01" when text.Contains("no more connections allowed", StringComparison.Ordinal) => DatabaseFailure.NoConnection,
            "53200" or "53100" => DatabaseFailure.Exhausted,
            "57P01" or "57P02" or "57P05" or "25P03" or "08003" or "08006" => DatabaseFailure.SessionEnded,
            "57P03" => DatabaseFailure.Unreachable,
            _ when state.StartsWith("08", StringComparison.Ordinal) => DatabaseFailure.Unreachable,
            _ when state.StartsWith("42", StringComparison.Ordinal)
                    || state.StartsWith("22", StringComparison.Ordinal)
                    || state is "0A000" or "0LP01" => DatabaseFailure.Invalid,
            _ => DatabaseFailure.Other,
        };

    private static DatabaseException Lost(string where, string reason, string? statement, Exception error, bool inSession) =>
        new(inSession ? DatabaseFailure.SessionEnded : DatabaseFailure.Unreachable, null, where, reason, statement, null, error)
        {
            InSession = inSession,
        };

    private static string Socket(SocketException socket, PostgresAddress address) =>
        socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => $"nothing listens on {address.Host}:{address.Port}",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"the host name {address.Host} is not known",
            SocketError.TimedOut => $"no answer from {address.Host}:{address.Port}",
            _ => socket.Message,
        };
}
