using NeonFlow.Testing.Postgres;
using Npgsql;

namespace NeonFlow.Testing.Tests.Postgres;

public sealed class ReusedServersTests
{
    private static int Kinds;

    // Other tests of this process hand on servers too; nobody else has a superuser of this name.
    private readonly PostgresServerOptions _options = PostgresServerOptions.Logical with
    {
        SuperuserName = $"nobody_else_{Interlocked.Increment(ref Kinds)}",
    };

    [Fact]
    public async Task A_server_that_is_handed_on_is_as_new()
    {
        await using var reused = new ReusedServers();
        var first = await PostgresServer.StartAsync(_options);
        await first.ExecuteAsync(
            """
            CREATE ROLE reader NOLOGIN; CREATE ROLE capture LOGIN REPLICATION PASSWORD 'a' IN ROLE reader;
            GRANT pg_monitor TO capture WITH ADMIN OPTION; CREATE TABLE left_behind (id int); GRANT SELECT ON left_behind TO reader;
            """
        );
        await first.ExecuteAsync("CREATE DATABASE shop OWNER capture");
        await first.ExecuteAsync("CREATE TABLE orders (id int); ALTER TABLE orders OWNER TO capture", "shop");
        await first.ExecuteAsync("SELECT pg_create_logical_replication_slot('slot', 'test_decoding')", "shop");
        await using var open = new NpgsqlConnection(first.ConnectionString("shop"));
        await open.OpenAsync();
        var (process, password) = (first.ProcessId, first.SuperuserPassword);
        await first.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.RestartAsync());

        await using var second = await PostgresServer.StartAsync(_options with { MayBeReused = false });
        Assert.Equal(process, second.ProcessId);
        Assert.NotEqual(password, second.SuperuserPassword);
        Assert.DoesNotContain("left_behind", second.ReadLog(), StringComparison.Ordinal);
        Assert.Equal(
            "postgres,template0,template1",
            await second.ScalarAsync<string>("SELECT string_agg(datname, ',' ORDER BY datname) FROM pg_database")
        );
        Assert.Equal(
            0L,
            await second.ScalarAsync<long>(
                """
                SELECT (SELECT count(*) FROM pg_authid WHERE oid >= 16384) + (SELECT count(*) FROM pg_replication_slots)
                  + (SELECT count(*) FROM pg_class WHERE oid >= 16384 AND relname = 'left_behind')
                  + (SELECT count(*) FROM pg_stat_activity WHERE datname = 'shop')
                """
            )
        );
        await second.ExecuteAsync("CREATE ROLE reader");
    }

    [Fact]
    public async Task A_server_with_other_settings_gets_those_that_are_asked_for()
    {
        await using var reused = new ReusedServers();
        var first = await PostgresServer.StartAsync(_options);
        await first.RestartAsync(new Dictionary<string, string> { ["max_replication_slots"] = "3" });
        var port = first.Port;
        await first.DisposeAsync();
        await using var second = await PostgresServer.StartAsync(
            _options with
            {
                Settings = new Dictionary<string, string>(),
                MayBeReused = false,
            }
        );
        Assert.Equal(port, second.Port);
        Assert.Equal("replica", await second.ScalarAsync<string>("SHOW wal_level"));
        Assert.Equal("10", await second.ScalarAsync<string>("SHOW max_replication_slots"));
    }

    [Theory]
    [InlineData("template1", "CREATE TABLE in_every_new_database (id int)")]
    [InlineData("template1", "GRANT CREATE ON SCHEMA public TO PUBLIC; REVOKE USAGE ON SCHEMA public FROM PUBLIC")]
    [InlineData("postgres", "ALTER SYSTEM SET work_mem = '1MB'")]
    [InlineData("postgres", "ALTER ROLE ALL SET work_mem = '1MB'")]
    [InlineData("postgres", "ALTER ROLE CURRENT_USER CONNECTION LIMIT 3")]
    [InlineData("postgres", "ALTER DATABASE template1 CONNECTION LIMIT 3")]
    [InlineData("postgres", "GRANT pg_monitor TO pg_signal_backend")]
    [InlineData("postgres", "ALTER ROLE CURRENT_USER NOSUPERUSER")]
    public async Task A_server_that_cannot_be_made_as_new_is_not_handed_on(string database, string sql)
    {
        await using var reused = new ReusedServers();
        var first = await PostgresServer.StartAsync(_options);
        var (process, folder) = (first.ProcessId, first.DataDirectory);
        await first.ExecuteAsync(sql, database);
        await first.DisposeAsync();
        await using var second = await PostgresServer.StartAsync(_options with { MayBeReused = false });
        Assert.NotEqual(process, second.ProcessId);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_server_that_does_not_run_is_not_handed_on()
    {
        await using var reused = new ReusedServers();
        var first = await PostgresServer.StartAsync(_options);
        var folder = first.DataDirectory;
        await first.StopAsync();
        await first.DisposeAsync();
        Assert.False(Directory.Exists(folder));
    }
}
