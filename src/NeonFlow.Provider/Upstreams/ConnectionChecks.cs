using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Checks of a <c>connection</c> input; without I/O.</summary>
internal static class ConnectionChecks
{
    private static readonly string Input = PropertyPath.Of(nameof(Connection));

    /// <summary>Reports what is wrong with it.</summary>
    /// <param name="context">The check.</param>
    /// <param name="connection">The input, or null.</param>
    /// <param name="mayBePooled">Whether a pooler whose direct host is known will do.</param>
    public static void Check<T>(CheckContext<T> context, Connection? connection, bool mayBePooled = false)
    {
        if (connection is null || !context.IsKnown(Input))
        {
            return;
        }
        if (connection.IsNeon)
        {
            CheckNeon(context, connection);
            return;
        }
        if (connection.Host is null)
        {
            context.Fail(
                PostgresDiagnostics.BadConnection,
                Input,
                "The connection names neither a Neon project nor a host.",
                "Set ProjectId and Database (Neon), or Host, Database, User and Password."
            );
            return;
        }
        var address = new PostgresAddress(
            connection.Host,
            connection.Port ?? Connection.DefaultPort,
            connection.Database ?? Connection.DefaultDatabase,
            connection.User ?? Connection.DefaultUser,
            connection.TlsMode == ConnectionTlsMode.Disable ? TlsMode.Disable : TlsMode.VerifyFull
        );
        if (Pooler.IsPooled(address.Host) && !(mayBePooled && Pooler.DirectHostOf(address.Host) is not null))
        {
            context.Fail(PostgresDiagnostics.Pooled(address.Host, PropertyPath.Of(Input, nameof(Connection.Host))));
        }
        else if (address.Fault() is { } fault)
        {
            context.Fail(PostgresDiagnostics.BadConnection, PropertyPath.Of(Input, fault.Member), fault.Reason, fault.Fix);
        }
    }

    private static void CheckNeon<T>(CheckContext<T> context, Connection connection)
    {
        if (connection.Host is not null)
        {
            context.Fail(
                PostgresDiagnostics.Contradiction,
                Input,
                "The connection has both a Neon projectId and a host.",
                "Keep ProjectId (host and password are then looked up), or Host."
            );
        }
        if (connection.Database is null)
        {
            context.Fail(
                PostgresDiagnostics.BadConnection,
                PropertyPath.Of(Input, nameof(Connection.Database)),
                "A Neon address needs the name of the database.",
                "Database = \"neondb\""
            );
        }
    }
}
