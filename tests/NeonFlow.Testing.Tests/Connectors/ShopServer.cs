using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NeonFlow.Testing.Postgres;
using Npgsql;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>A PostgreSQL server with the database of the recorded cases, which can be put back to its start.</summary>
internal sealed class ShopServer : IAsyncDisposable
{
    public const string CapturePassword = "capture-pässword'1";
    private const string OwnerPassword = "owner-1";

    private readonly PostgresServer _server;
    private int? _held;

    private ShopServer(PostgresServer server) => _server = server;

    public int Port => _server.Port;

    public string Address => $"127.0.0.1:{Port}";

    public static async Task<ShopServer> StartAsync(PostgresBinaries binaries, CaseNeeds needs, string folder)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["wal_level"] = "logical",
            ["max_wal_senders"] = "20",
            ["max_replication_slots"] = "20",
            // The positions of the log are compared, so nobody but the case writes to it, and what is committed is flushed.
            ["autovacuum"] = "off",
            ["synchronous_commit"] = "on",
            ["checkpoint_timeout"] = "1h",
            ["lc_monetary"] = "C",
        };
        foreach (var (name, value) in needs.Settings)
        {
            settings[name] = value;
        }
        var server = new ShopServer(
            await PostgresServer.StartAsync(new PostgresServerOptions { Binaries = binaries, Settings = settings })
        );
        try
        {
            await server.FillAsync(folder);
            if (needs.Tls)
            {
                await server.EncryptAsync();
            }
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The database as it was at the start, the roles too, no slots. The server writes nothing to the log of its own accord until the next
    /// time: a fence that lies behind such a record needs a watermark, which the recorded run did not write.
    /// </summary>
    public async Task ResetAsync()
    {
        // A database is dropped when every process of the server, the held one too, has closed its files.
        await ReleaseAsync();
        await EndReplicationAsync();
        await ExecuteAsync("DROP DATABASE IF EXISTS shop WITH (FORCE)");
        await ExecuteAsync(
            $"ALTER ROLE flow_capture LOGIN REPLICATION CONNECTION LIMIT -1 VALID UNTIL 'infinity' PASSWORD {Literal(CapturePassword)}"
        );
        await ExecuteAsync("REVOKE shop_owner FROM flow_capture");
        await ExecuteAsync("CREATE DATABASE shop OWNER shop_owner TEMPLATE shop_start");
        await ExecuteAsync("CHECKPOINT");
        await HoldAsync();
    }

    /// <summary>Writes to the log until every slot has lost what it needs of it.</summary>
    public async Task LoseSlotsAsync()
    {
        var deadline = DateTime.UtcNow + ConnectorUnderTest.Patience;
        while (await QueryAsync("SELECT count(*) FROM pg_replication_slots WHERE wal_status <> 'lost'") != "0")
        {
            Assert.True(DateTime.UtcNow < deadline, "the server keeps what its slots need, whatever is written");
            await ExecuteAsync("SELECT pg_logical_emit_message(false, 'filler', repeat('x', 900000)) FROM generate_series(1, 4)");
            await ExecuteAsync("SELECT pg_switch_wal()");
            await ExecuteAsync("CHECKPOINT");
        }
    }

    /// <summary>A connection of the superuser that stays open.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(string database = "shop")
    {
        var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync();
        return connection;
    }

    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(_server.ConnectionString(database)) { Pooling = false }.ConnectionString;

    /// <summary>
    /// Rows as psql prints them unaligned: columns by a bar, rows by a line break; null where the statement returns nothing.
    /// </summary>
    public async Task<string?> QueryAsync(string sql, string database = "shop")
    {
        await using var connection = await _server.OpenAsync(database);
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

    /// <summary>Waits until a query has a result.</summary>
    public async Task WaitForAsync(string sql, string result)
    {
        var deadline = DateTime.UtcNow + ConnectorUnderTest.Patience;
        while (await QueryAsync(sql) is var now && now != result)
        {
            Assert.True(DateTime.UtcNow < deadline, $"{sql}: {now} and not {result}");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync();
        await _server.DisposeAsync();
    }

    public static string Literal(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    private Task ExecuteAsync(string sql, string database = "postgres") => _server.ExecuteAsync(sql, database);

    private async Task EncryptAsync()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=shop", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        // The server wants the key to be its own and nobody else's, so it writes the files itself.
        foreach (
            var (file, pem) in ((string, string)[])
                [("server.key", key.ExportPkcs8PrivateKeyPem()), ("server.crt", certificate.ExportCertificatePem())]
        )
        {
            await ExecuteAsync($"COPY (SELECT regexp_split_to_table({Literal(pem)}, E'\\n')) TO PROGRAM 'umask 077; cat > {file}'");
        }
        await ExecuteAsync("ALTER SYSTEM SET ssl = on");
        await ExecuteAsync("SELECT pg_reload_conf()");
    }

    /// <summary>
    /// What the server does by itself within a minute in which something was written: it notes in the log which transactions run.
    /// </summary>
    public Task NoteRunningTransactionsAsync() => ExecuteAsync("CHECKPOINT");

    /// <summary>
    /// Holds the background writer, which makes that note 15 seconds after the one before and for which no setting says otherwise.
    /// </summary>
    private async Task HoldAsync()
    {
        await using var connection = await ConnectAsync("postgres");
        await using var find = new NpgsqlCommand("SELECT pid FROM pg_stat_activity WHERE backend_type = 'background writer'", connection);
        var writer = (int)(await find.ExecuteScalarAsync())!;
        await using var look = new NpgsqlCommand($"SELECT wait_event_type FROM pg_stat_activity WHERE pid = {writer}", connection);
        var deadline = DateTime.UtcNow + ConnectorUnderTest.Patience;
        while (true)
        {
            await ConnectorExecutable.SignalAsync("STOP", writer);
            // Anywhere but where it waits for its next round it may hold a lock that everybody needs.
            if (await look.ExecuteScalarAsync() is "Activity")
            {
                _held = writer;
                return;
            }
            await ConnectorExecutable.SignalAsync("CONT", writer);
            Assert.True(DateTime.UtcNow < deadline, "the background writer never waits for its next round");
            await Task.Delay(20);
        }
    }

    private async Task ReleaseAsync()
    {
        if (_held is not { } writer)
        {
            return;
        }
        _held = null;
        await ConnectorExecutable.SignalAsync("CONT", writer);
    }

    private async Task EndReplicationAsync()
    {
        var deadline = DateTime.UtcNow + ConnectorUnderTest.Patience;
        while (true)
        {
            try
            {
                await ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_replication");
                await ExecuteAsync("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active_pid IS NOT NULL");
                await ExecuteAsync("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse && DateTime.UtcNow < deadline)
            {
                await Task.Delay(20);
            }
        }
    }

    private async Task FillAsync(string folder)
    {
        var own = Path.Combine(folder, "00-shop.sql");
        var roles = new List<string>();
        var rest = new List<string>();
        foreach (var line in await File.ReadAllLinesAsync(File.Exists(own) ? own : Path.Combine(Captures.Bundled, "00-shop.sql")))
        {
            if (line.StartsWith("--", StringComparison.Ordinal))
            {
                continue;
            }
            if (line.StartsWith("CREATE ROLE shop_owner", StringComparison.Ordinal))
            {
                roles.Add(line.Replace("<password>", OwnerPassword, StringComparison.Ordinal));
            }
            else if (line.StartsWith("CREATE ROLE", StringComparison.Ordinal))
            {
                roles.Add(line.Replace("'<password>'", Literal(CapturePassword), StringComparison.Ordinal));
            }
            else
            {
                rest.Add(line);
            }
        }
        foreach (var role in roles)
        {
            await ExecuteAsync(role);
        }
        await ExecuteAsync("CREATE DATABASE shop_start OWNER shop_owner");
        await ExecuteAsync("ALTER SCHEMA public OWNER TO shop_owner", "shop_start");
        await ExecuteAsync(string.Join('\n', rest), "shop_start");
        // Reading a table for the first time must not write to the log, but that nobody ever looked at the tables is part of the start.
        await ExecuteAsync("VACUUM (FREEZE)", "shop_start");
        await ExecuteAsync(
            "UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE relnamespace IN ('public'::regnamespace, 'private'::regnamespace) "
                + "AND relkind IN ('r', 'p', 'm')",
            "shop_start"
        );
        NpgsqlConnection.ClearAllPools();
    }
}
