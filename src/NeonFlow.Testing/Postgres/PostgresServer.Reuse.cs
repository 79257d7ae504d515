using Npgsql;

namespace NeonFlow.Testing.Postgres;

// A server that served somebody else, and nothing of that is left.
public sealed partial class PostgresServer
{
    // Whoever holds a session of the last test is sent away, its slots go, and its databases and roles with them.
    private const string Empty = """
        DO $$
        DECLARE s record;
        BEGIN
          FOR i IN 1..200 LOOP
            PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE pid <> pg_backend_pid() AND backend_type IN ('client backend', 'walsender');
            EXIT WHEN NOT FOUND;
            PERFORM pg_sleep(0.02);
            PERFORM pg_stat_clear_snapshot();
          END LOOP;
          FOR s IN SELECT slot_name FROM pg_replication_slots LOOP
            PERFORM pg_drop_replication_slot(s.slot_name);
          END LOOP;
        END $$
        """;

    private const string ToDrop = """
        SELECT format('DROP DATABASE %I WITH (FORCE)', datname) FROM pg_database WHERE datname NOT IN ('template0', 'template1')
        UNION ALL
        SELECT 'DROP ROLE ' || string_agg(quote_ident(rolname), ', ') FROM pg_authid WHERE oid >= 16384 AND rolname <> ALL ($1)
          HAVING count(*) > 0
        """;

    private const string OwnRoles = "SELECT rolname::text FROM pg_authid WHERE oid >= 16384";

    // In template1. All that the databases of a server share, and what a new database begins with.
    private const string SharedState = """
        SELECT concat_ws(E'\n',
          (SELECT string_agg((to_jsonb(r) - 'rolpassword')::text, E'\n' ORDER BY rolname) FROM pg_authid r),
          (SELECT string_agg((to_jsonb(m) - 'oid')::text, E'\n' ORDER BY roleid, member) FROM pg_auth_members m),
          (SELECT string_agg((to_jsonb(d) - ARRAY['oid', 'datfrozenxid', 'datminmxid', 'datlastsysoid'])::text, E'\n' ORDER BY datname)
            FROM pg_database d),
          (SELECT string_agg(s::text, E'\n' ORDER BY s) FROM pg_db_role_setting s),
          (SELECT string_agg(h::text, E'\n' ORDER BY h.line_number) FROM pg_hba_file_rules h),
          (SELECT string_agg(f::text, E'\n' ORDER BY f.name) FROM pg_file_settings f WHERE f.sourcefile LIKE '%auto.conf'),
          (SELECT count(*) FROM pg_tablespace), (SELECT count(*) FROM pg_replication_origin), (SELECT count(*) FROM pg_subscription),
          (SELECT count(*) FROM pg_prepared_xacts), (SELECT count(*) FROM pg_replication_slots),
          (SELECT string_agg(n::text, E'\n' ORDER BY n.nspname) FROM pg_namespace n), (SELECT count(*) FROM pg_class),
          (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_event_trigger), (SELECT count(*) FROM pg_default_acl))
        """;

    private long _logStart;
    private string? _firstState;
    private string[] _firstRoles = [];

    // The same server for whoever comes next: this object was disposed of, and who still holds it is told so.
    private PostgresServer(PostgresServer before)
        : this(before._options, before.Binaries, before._folder, before.SuperuserPassword)
    {
        (Port, _guard, _settings) = (before.Port, before._guard, before._settings);
        (_firstState, _firstRoles) = (before._firstState, before._firstRoles);
        before._guard = null;
    }

    private static async Task<PostgresServer?> TakeReusedAsync(
        PostgresServerOptions wanted,
        PostgresBinaries binaries,
        CancellationToken cancellationToken
    )
    {
        if (ReusedServers.Take(s => s.WorkFor(wanted, binaries)) is not { } server)
        {
            return null;
        }
        var ready = false;
        try
        {
            ready = await server.RenewAsync(wanted, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is NpgsqlException or PostgresStartException)
        {
            // What the last one did to it stands in the way of emptying it: a new one takes its place.
        }
        finally
        {
            if (!ready)
            {
                await server.EndAsync().ConfigureAwait(false);
            }
        }
        return ready ? server : null;
    }

    /// <summary>
    /// The end of a CREATE DATABASE. From 15 on PostgreSQL copies a template through its log, which takes twice as long for small ones.
    /// </summary>
    internal static string CopyStrategy(int major) => major >= 15 ? " STRATEGY file_copy" : "";

    /// <summary>Ends the server and removes its data, whether servers are kept or not.</summary>
    internal async Task EndAsync()
    {
        _disposed = true;
        await _sessions.DisposeAsync().ConfigureAwait(false);
        await SignalAndWaitAsync("QUIT", CancellationToken.None).ConfigureAwait(false);
        await PostgresTemplate.RemoveAsync(_folder).ConfigureAwait(false);
    }

    /// <summary>Whether the two were set up the same way.</summary>
    internal bool IsLike(PostgresServer other) => IsLike(other._options, other.Binaries);

    private bool IsLike(PostgresServerOptions other, PostgresBinaries binaries) =>
        other.SuperuserName == _options.SuperuserName
        && binaries.Directory == Binaries.Directory
        && other.Setup.SequenceEqual(_options.Setup);

    // Other settings want a restart.
    private int? WorkFor(PostgresServerOptions wanted, PostgresBinaries binaries) =>
        !IsLike(wanted, binaries) ? null
        : SameSettings(wanted) ? 0
        : 1;

    private bool SameSettings(PostgresServerOptions wanted) =>
        _settings.Count == wanted.Settings.Count && _settings.All(s => wanted.Settings.GetValueOrDefault(s.Key) == s.Value);

    private bool Keep() => _options.MayBeReused && _firstState is not null && IsRunning && ReusedServers.Keep(new PostgresServer(this));

    private async Task<bool> RenewAsync(PostgresServerOptions wanted, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync("template1", SuperuserPassword, cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(Empty, connection, cancellationToken).ConfigureAwait(false);
        foreach (var statement in await LinesAsync(ToDrop, connection, cancellationToken, _firstRoles).ConfigureAwait(false))
        {
            await ExecuteAsync(statement, connection, cancellationToken).ConfigureAwait(false);
        }
        // Of template1, as initdb makes it, and with what the setup has put there.
        await ExecuteAsync($"CREATE DATABASE postgres{CopyStrategy(Binaries.Major)}", connection, cancellationToken).ConfigureAwait(false);
        if (await StateAsync(connection, cancellationToken).ConfigureAwait(false) != _firstState)
        {
            return false;
        }
        var password = wanted.SuperuserPassword ?? NewPassword();
        await SetSuperuserPasswordAsync(password, connection, cancellationToken).ConfigureAwait(false);
        var same = SameSettings(wanted);
        (_options, SuperuserPassword) = (wanted, password);
        if (!same)
        {
            await connection.CloseAsync().ConfigureAwait(false);
            _settings = new Dictionary<string, string>(wanted.Settings);
            await RestartAsync(null, cancellationToken).ConfigureAwait(false);
        }
        _logStart = new FileInfo(LogPath).Length;
        return true;
    }

    // As the first who asks gets it.
    private async Task SetUpAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await SetSuperuserPasswordAsync(SuperuserPassword, connection, cancellationToken).ConfigureAwait(false);
        foreach (var (database, sql) in _options.Setup)
        {
            await ExecuteAsync(sql, database, cancellationToken).ConfigureAwait(false);
        }
        if (ReusedServers.AreOn && _options.MayBeReused)
        {
            _firstRoles = [.. await LinesAsync(OwnRoles, connection, cancellationToken).ConfigureAwait(false)];
            _firstState = await StateAsync(connection, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task SetSuperuserPasswordAsync(string password, NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ExecuteAsync($"ALTER ROLE {Quote(SuperuserName)} PASSWORD {Literal(password)}", connection, cancellationToken);

    private static async Task<string> StateAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await LinesAsync(SharedState, connection, cancellationToken).ConfigureAwait(false))[0];

    private static async Task<IReadOnlyList<string>> LinesAsync(
        string sql,
        NpgsqlConnection connection,
        CancellationToken cancellationToken,
        params string[][] arguments
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(new() { Value = argument });
        }
        List<string> lines = [];
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            lines.Add(rows.GetString(0));
        }
        return lines;
    }
}
