using System.Collections.Concurrent;
using NeonFlow.Testing.Postgres;
using Npgsql;
using static NeonFlow.Testing.Postgres.PostgresServer;

namespace NeonFlow.Testing.Neon;

/// <summary>
/// A branch: a PostgreSQL server behind its read-write endpoint, and the control plane's records of its roles and databases.
/// </summary>
internal sealed partial class NeonBranch(string id, string name, bool isProtected, PostgresServer server)
{
    internal const string Admin = "cloud_admin";
    internal const string Group = "neon_superuser";

    // The walproposer and friends are not here; these are what Neon hides from its lists.
    private static readonly string[] Hidden = [Admin, Group, "zenith_admin", "neon_service"];

    // Neon's patched server lets members of the group publish all tables, or all of a schema, for which stock PostgreSQL wants a
    // superuser. So the role is one for the time of the statement, within its transaction: nobody else sees it, and a failure undoes it.
    // The function is in a schema that lists of schemas leave out.
    private const string PublishAll = $"""
        CREATE FUNCTION information_schema.neon_publish_all() RETURNS event_trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $function$
        DECLARE
          acting text := CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END;
        BEGIN
          IF TG_EVENT = 'ddl_command_end' THEN
            IF current_setting('neon.publishes_all', true) = acting THEN
              EXECUTE format('ALTER ROLE %I NOSUPERUSER', acting);
              PERFORM set_config('neon.publishes_all', '', true);
            END IF;
          ELSIF current_query() ~* '\m(ALL\s+TABLES|TABLES\s+IN\s+SCHEMA)\M'
            AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = acting)
            AND pg_has_role(acting, '{Group}', 'USAGE') THEN
            PERFORM pg_advisory_xact_lock(hashtext('neon_publish_all'));
            EXECUTE format('ALTER ROLE %I SUPERUSER', acting);
            PERFORM set_config('neon.publishes_all', acting, true);
          END IF;
        END
        $function$;
        CREATE EVENT TRIGGER neon_publish_all_start ON ddl_command_start WHEN TAG IN ('CREATE PUBLICATION', 'ALTER PUBLICATION')
          EXECUTE FUNCTION information_schema.neon_publish_all();
        CREATE EVENT TRIGGER neon_publish_all_end ON ddl_command_end WHEN TAG IN ('CREATE PUBLICATION', 'ALTER PUBLICATION')
          EXECUTE FUNCTION information_schema.neon_publish_all();
        """;

    private readonly ConcurrentDictionary<string, RoleRecord> _roles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DatabaseRecord> _databases = new(StringComparer.Ordinal);
    private long _lastDatabaseId = 4_100_000;

    internal string Id { get; } = id;

    internal string Name { get; } = name;

    internal bool Protected { get; set; } = isProtected;

    /// <summary>The branch that it is a copy of; null for the first one of a project.</summary>
    internal string? ParentId { get; init; }

    /// <summary>The read-write endpoint. Replaced where it moves.</summary>
    internal NeonEndpoint Endpoint { get; set; } = null!;

    /// <summary>The compute. Another one after a restore.</summary>
    internal PostgresServer Server { get; private set; } = server;

    internal DateTime CreatedAt { get; } = DateTime.UtcNow;

    /// <summary>Settings of a Neon compute of the smallest size.</summary>
    internal static Dictionary<string, string> ComputeSettings(bool logical) =>
        new()
        {
            ["wal_level"] = logical ? "logical" : "replica",
            ["max_replication_slots"] = "10",
            ["max_wal_senders"] = "10",
            ["wal_sender_timeout"] = "10s",
            ["wal_keep_size"] = "0",
            ["idle_in_transaction_session_timeout"] = "5min",
            ["max_connections"] = "104",
            ["superuser_reserved_connections"] = "7",
        };

    /// <summary>What a server has that serves a branch.</summary>
    internal static IReadOnlyList<(string Database, string Sql)> Setup(int major)
    {
        var roles = $"""
            CREATE ROLE {Group} NOLOGIN CREATEDB CREATEROLE REPLICATION BYPASSRLS;
            GRANT pg_read_all_data, pg_write_all_data TO {Group};
            GRANT pg_monitor, pg_signal_backend TO {Group} WITH ADMIN OPTION;
            {(major >= 16 ? $"GRANT pg_create_subscription TO {Group};" : "")}
            {(major >= 17 ? $"GRANT pg_maintain TO {Group};" : "")}
            {(major >= 18 ? $"GRANT pg_signal_autovacuum_worker TO {Group};" : "")}
            """;
        var rights = $"""
            GRANT EXECUTE ON FUNCTION pg_export_snapshot() TO {Group};
            GRANT EXECUTE ON FUNCTION pg_show_replication_origin_status() TO {Group};
            {(major >= 16 ? $"GRANT EXECUTE ON FUNCTION pg_log_standby_snapshot() TO {Group};" : "")}
            {PublishAll}
            """;
        // Function rights and event triggers live in each database; the template hands them on.
        return [("postgres", roles), ("postgres", rights), ("template1", rights)];
    }

    internal RoleRecord Book(string role, string? password, bool noLogin, DateTime? createdAt = null)
    {
        var now = DateTime.UtcNow;
        return _roles[role] = new RoleRecord(role, password, noLogin, createdAt ?? now, now);
    }

    internal string? Password(string role) => _roles.GetValueOrDefault(role)?.Password;

    internal void Unbook(string role) => _roles.TryRemove(role, out _);

    internal async Task CreateRoleAsync(RoleRecord role)
    {
        var login = role.NoLogin ? "NOLOGIN" : $"LOGIN PASSWORD {Literal(role.Password!)}";
        await Server
            .ExecuteAsync($"CREATE ROLE {Quote(role.Name)} INHERIT CREATEROLE CREATEDB BYPASSRLS REPLICATION {login} IN ROLE {Group}")
            .ConfigureAwait(false);
        _roles[role.Name] = role with { Applied = true };
    }

    internal async Task SetPasswordAsync(string role, string password)
    {
        await Server.ExecuteAsync($"ALTER ROLE {Quote(role)} LOGIN PASSWORD {Literal(password)}").ConfigureAwait(false);
        if (_roles.TryGetValue(role, out var record))
        {
            _roles[role] = record with { Password = password, UpdatedAt = DateTime.UtcNow, NoLogin = false };
        }
    }

    internal async Task DropRoleAsync(string role)
    {
        if (await ExistsAsync(role).ConfigureAwait(false))
        {
            foreach (var (database, owner) in await DatabaseOwnersAsync().ConfigureAwait(false))
            {
                var reassign = owner == role ? "" : $"REASSIGN OWNED BY {Quote(role)} TO {Quote(owner)};";
                await Server.ExecuteAsync($"{reassign} DROP OWNED BY {Quote(role)}", database).ConfigureAwait(false);
            }
        }
        await Server.ExecuteAsync($"DROP ROLE IF EXISTS {Quote(role)}").ConfigureAwait(false);
        Unbook(role);
    }

    internal async Task CreateDatabaseAsync(string database, string owner)
    {
        await Server
            .ExecuteAsync($"CREATE DATABASE {Quote(database)} OWNER {Quote(owner)}{PostgresServer.CopyStrategy(Server.Binaries.Major)}")
            .ConfigureAwait(false);
        await Server.ExecuteAsync($"GRANT ALL PRIVILEGES ON DATABASE {Quote(database)} TO {Group}").ConfigureAwait(false);
        await Server
            .ExecuteAsync(
                $"""
                ALTER SCHEMA public OWNER TO {Quote(owner)};
                ALTER DEFAULT PRIVILEGES FOR ROLE {Admin} IN SCHEMA public GRANT ALL ON TABLES TO {Group} WITH GRANT OPTION;
                ALTER DEFAULT PRIVILEGES FOR ROLE {Admin} IN SCHEMA public GRANT ALL ON SEQUENCES TO {Group} WITH GRANT OPTION;
                """,
                database
            )
            .ConfigureAwait(false);
        await DatabasesAsync().ConfigureAwait(false);
    }

    /// <summary>Ends all sessions but our own.</summary>
    internal Task DropSessionsAsync() =>
        Server.ExecuteAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename <> '{Admin}'"
        );

    /// <summary>The roles as Neon lists them: those of the API, and those that somebody made by SQL.</summary>
    internal async Task<IReadOnlyList<RoleRecord>> RolesAsync()
    {
        var found = new Dictionary<string, bool>(StringComparer.Ordinal);
        try
        {
            await WhenReady.ConfigureAwait(false);
            await ReadAsync(
                    "SELECT rolname::text, rolcanlogin FROM pg_roles WHERE rolname !~ '^pg_'",
                    row => found[row.GetString(0)] = row.GetBoolean(1)
                )
                .ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // A compute that is down does not hinder the control plane from saying what it knows.
            return InOrder();
        }
        foreach (var record in _roles.Values.Where(record => record.Applied && !found.ContainsKey(record.Name)))
        {
            _roles.TryRemove(record.Name, out _);
        }
        foreach (var (role, canLogin) in found)
        {
            if (!Hidden.Contains(role))
            {
                var now = DateTime.UtcNow;
                _roles.TryAdd(role, new RoleRecord(role, null, !canLogin, now, now) { Applied = true });
            }
        }
        return InOrder();

        IReadOnlyList<RoleRecord> InOrder() =>
            [.. _roles.Values.OrderBy(role => role.CreatedAt).ThenBy(role => role.Name, StringComparer.Ordinal)];
    }

    /// <summary>The databases, also those that somebody made by SQL.</summary>
    internal async Task<IReadOnlyList<DatabaseRecord>> DatabasesAsync()
    {
        IReadOnlyDictionary<string, string> found;
        try
        {
            await WhenReady.ConfigureAwait(false);
            found = await DatabaseOwnersAsync().ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            return [.. _databases.Values.OrderBy(database => database.Id)];
        }
        foreach (var gone in _databases.Keys.Where(known => !found.ContainsKey(known)))
        {
            _databases.TryRemove(gone, out _);
        }
        foreach (var (database, owner) in found)
        {
            var now = DateTime.UtcNow;
            _databases.AddOrUpdate(
                database,
                _ => new DatabaseRecord(Interlocked.Increment(ref _lastDatabaseId), database, owner, now, now),
                (_, known) => known.Owner == owner ? known : known with { Owner = owner, UpdatedAt = now }
            );
        }
        return [.. _databases.Values.OrderBy(database => database.Id)];
    }

    private async Task<bool> ExistsAsync(string role) =>
        await Server.ScalarAsync<int>($"SELECT count(*)::int FROM pg_roles WHERE rolname = {Literal(role)}").ConfigureAwait(false) == 1;

    private async Task<IReadOnlyDictionary<string, string>> DatabaseOwnersAsync()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        await ReadAsync(
                """
                SELECT datname::text, pg_get_userbyid(datdba)::text FROM pg_database
                WHERE NOT datistemplate AND datallowconn AND datname <> 'postgres' ORDER BY oid
                """,
                row => found[row.GetString(0)] = row.GetString(1)
            )
            .ConfigureAwait(false);
        return found;
    }

    private async Task ReadAsync(string sql, Action<NpgsqlDataReader> take)
    {
        await using var connection = await Server.OpenAsync().ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            take(reader);
        }
    }
}
