using NeonFlow.Pulumi.Testing.Postgres;
using Npgsql;

namespace NeonFlow.Pulumi.Testing.Tests.Connectors;

/// <summary>A PostgreSQL server with the database of the recorded cases, which can be put back to its start.</summary>
public sealed class ShopServer : IAsyncLifetime
{
    public const string CapturePassword = "capture-pässword'1";
    private const string OwnerPassword = "owner-1";

    private PostgresServer? _server;

    public int Port => _server!.Port;

    public string Address => $"127.0.0.1:{Port}";

    public async Task InitializeAsync()
    {
        _server = await PostgresServer.StartAsync(new PostgresServerOptions
        {
            Settings = new Dictionary<string, string>
            {
                ["wal_level"] = "logical",
                ["max_wal_senders"] = "20",
                ["max_replication_slots"] = "20",
                // The positions of the log are compared, so nobody but the case writes to it, and what is committed is flushed.
                ["autovacuum"] = "off",
                ["synchronous_commit"] = "on",
                ["bgwriter_delay"] = "10s",
                ["checkpoint_timeout"] = "1h",
                ["lc_monetary"] = "C",
            },
        });
        var roles = new List<string>();
        var rest = new List<string>();
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(Captures.Bundled, "00-shop.sql")))
        {
            if (line.StartsWith("--", StringComparison.Ordinal)) { continue; }
            if (line.StartsWith("CREATE ROLE shop_owner", StringComparison.Ordinal)) { roles.Add(line.Replace("<password>", OwnerPassword, StringComparison.Ordinal)); }
            else if (line.StartsWith("CREATE ROLE", StringComparison.Ordinal)) { roles.Add(line.Replace("<password>", CapturePassword.Replace("'", "''", StringComparison.Ordinal), StringComparison.Ordinal)); }
            else { rest.Add(line); }
        }
        foreach (var role in roles) { await _server.ExecuteAsync(role); }
        await _server.ExecuteAsync("CREATE DATABASE shop_start OWNER shop_owner");
        await _server.ExecuteAsync("ALTER SCHEMA public OWNER TO shop_owner", "shop_start");
        await _server.ExecuteAsync(string.Join('\n', rest), "shop_start");
        await _server.ExecuteAsync("VACUUM (FREEZE)", "shop_start");
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>The database as it was at the start, the roles too, no slots.</summary>
    public async Task ResetAsync()
    {
        var deadline = DateTime.UtcNow + ConnectorUnderTest.Patience;
        while (true)
        {
            try
            {
                await _server!.ExecuteAsync("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active_pid IS NOT NULL");
                await _server.ExecuteAsync("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
                break;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse && DateTime.UtcNow < deadline)
            {
                await Task.Delay(20);
            }
        }
        await _server.ExecuteAsync("DROP DATABASE IF EXISTS shop WITH (FORCE)");
        await _server.ExecuteAsync($"ALTER ROLE flow_capture LOGIN REPLICATION CONNECTION LIMIT -1 VALID UNTIL 'infinity' PASSWORD '{CapturePassword.Replace("'", "''", StringComparison.Ordinal)}'");
        await _server.ExecuteAsync("REVOKE shop_owner FROM flow_capture");
        await _server.ExecuteAsync("CREATE DATABASE shop OWNER shop_owner TEMPLATE shop_start");
        await _server.ExecuteAsync("CHECKPOINT");
    }

    /// <summary>Rows as psql prints them unaligned: columns by a bar, rows by a line break; null where the statement returns nothing.</summary>
    public async Task<string?> QueryAsync(string sql, string database = "shop")
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_server!.ConnectionString(database)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = true };
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : reader.GetString(i))));
        }
        while (await reader.NextResultAsync()) { }
        return rows.Count == 0 ? null : string.Join('\n', rows);
    }

    public async Task DisposeAsync()
    {
        if (_server is not null) { await _server.DisposeAsync(); }
    }
}

[CollectionDefinition(Name)]
public sealed class ShopCollection : ICollectionFixture<ShopServer>
{
    public const string Name = "shop";
}
