using System.Diagnostics;
using NeonFlow.Testing.Postgres;
using Npgsql;

namespace NeonFlow.Testing.Tests.Postgres;

public sealed class PostgresServerTests
{
    [Fact]
    public async Task A_server_answers_with_our_settings_and_leaves_nothing_behind()
    {
        var options = new PostgresServerOptions
        {
            SuperuserName = "cloud_admin",
            MayBeReused = false,
            Settings = new Dictionary<string, string> { ["wal_level"] = "logical", ["max_replication_slots"] = "4" },
        };
        string folder;
        int pid;
        await using (var server = await PostgresServer.StartAsync(options))
        {
            folder = Path.GetDirectoryName(server.DataDirectory)!;
            pid = server.ProcessId!.Value;
            Assert.True(server.IsRunning);
            Assert.Equal("logical", await server.ScalarAsync<string>("SHOW wal_level"));
            Assert.Equal("4", await server.ScalarAsync<string>("SHOW max_replication_slots"));
            Assert.Equal("UTF8", await server.ScalarAsync<string>("SHOW server_encoding"));
            Assert.Equal("", await server.ScalarAsync<string>("SHOW unix_socket_directories"));
            Assert.Equal("cloud_admin", await server.ScalarAsync<string>("SELECT current_user::text"));
            Assert.StartsWith(
                "SCRAM-SHA-256",
                await server.ScalarAsync<string>("SELECT rolpassword FROM pg_authid WHERE rolname = 'cloud_admin'")
            );
            Assert.Contains("ready to accept connections", server.ReadLog());
        }
        Assert.False(Directory.Exists(folder));
        Assert.False(Alive(pid));
    }

    [Fact]
    public async Task The_folder_goes_although_something_writes_into_it_for_a_moment_longer()
    {
        var server = await PostgresServer.StartAsync(new PostgresServerOptions { MayBeReused = false });
        var folder = Path.GetDirectoryName(server.DataDirectory)!;
        // As the children of a server do that crashed.
        using var until = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var writing = Task.Run(() =>
        {
            for (var i = 0; !until.IsCancellationRequested && Directory.Exists(server.DataDirectory); i++)
            {
                try
                {
                    File.WriteAllText(Path.Combine(server.DataDirectory, $"{i}"), "");
                }
                catch (DirectoryNotFoundException)
                {
                    return;
                }
            }
        });

        await server.DisposeAsync();
        await writing;

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_restart_keeps_data_and_port_and_changes_settings()
    {
        await using var server = await PostgresServer.StartAsync();
        await server.ExecuteAsync("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");
        var port = server.Port;
        Assert.Equal("replica", await server.ScalarAsync<string>("SHOW wal_level"));

        await server.RestartAsync(new Dictionary<string, string> { ["wal_level"] = "logical" });

        Assert.Equal(port, server.Port);
        Assert.Equal("logical", await server.ScalarAsync<string>("SHOW wal_level"));
        Assert.Equal(7, await server.ScalarAsync<int>("SELECT id FROM kept"));
    }

    [Fact]
    public async Task A_server_that_is_gone_does_not_start_again()
    {
        var server = await PostgresServer.StartAsync();
        await server.DisposeAsync();
        await server.DisposeAsync();
        await server.StopAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => server.RestartAsync());
    }

    [Fact]
    public async Task A_stopped_server_refuses_and_starts_again()
    {
        await using var server = await PostgresServer.StartAsync();
        await server.StopAsync();
        Assert.False(server.IsRunning);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => server.ScalarAsync<int>("SELECT 1"));
        await server.RestartAsync();
        Assert.Equal(1, await server.ScalarAsync<int>("SELECT 1"));
    }

    [Fact]
    public async Task A_session_that_is_used_again_is_as_new_and_one_that_was_ended_meanwhile_is_not_used()
    {
        await using var server = await PostgresServer.StartAsync();
        await server.ExecuteAsync("SET work_mem = '1MB'; CREATE TEMP TABLE left_behind (id int)");
        Assert.NotEqual("1MB", await server.ScalarAsync<string>("SHOW work_mem"));
        Assert.Null(await server.ScalarAsync<string>("SELECT to_regclass('left_behind')::text"));

        await using var other = new NpgsqlConnection(server.ConnectionString());
        await other.OpenAsync();
        await using var end = new NpgsqlCommand(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()",
            other
        );
        Assert.NotEqual(0L, await end.ExecuteScalarAsync());
        Assert.Equal(1, await server.ScalarAsync<int>("SELECT 1"));
    }

    [Fact]
    public async Task A_crash_keeps_committed_rows()
    {
        await using var server = await PostgresServer.StartAsync();
        await server.ExecuteAsync("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");
        await server.CrashAsync();
        await server.RestartAsync();
        Assert.Equal(7, await server.ScalarAsync<int>("SELECT id FROM kept"));
    }

    [Fact]
    public async Task Two_servers_have_ports_and_passwords_of_their_own()
    {
        var both = await Task.WhenAll(PostgresServer.StartAsync(), PostgresServer.StartAsync());
        await using var first = both[0];
        await using var second = both[1];
        Assert.NotEqual(first.Port, second.Port);
        Assert.NotEqual(first.SuperuserPassword, second.SuperuserPassword);
        var refused = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using var connection = new NpgsqlConnection(first.ConnectionString(user: "postgres", password: second.SuperuserPassword));
            await connection.OpenAsync();
        });
        Assert.Equal("28P01", refused.SqlState);
    }

    [Fact]
    public async Task A_wrong_setting_is_told_with_the_servers_own_words()
    {
        var failure = await Assert.ThrowsAsync<PostgresStartException>(() =>
            PostgresServer.StartAsync(
                new PostgresServerOptions { Settings = new Dictionary<string, string> { ["wal_level"] = "everything" } }
            )
        );
        Assert.Contains("wal_level", failure.Message);
        Assert.Contains("everything", failure.Message);
    }

    [Fact]
    public async Task A_setting_with_a_quote_reaches_the_server_whole()
    {
        await using var server = await PostgresServer.StartAsync(
            new PostgresServerOptions
            {
                Settings = new Dictionary<string, string> { ["application_name"] = "it's" },
                SuperuserPassword = @"a'b\c",
            }
        );
        Assert.Equal("it's", await server.ScalarAsync<string>("SELECT reset_val FROM pg_settings WHERE name = 'application_name'"));
    }

    [Fact]
    public async Task The_server_ends_and_is_removed_when_its_owner_is_killed()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        await using var server = await PostgresServer.StartAsync();
        var folder = Path.GetDirectoryName(server.DataDirectory)!;
        var pid = server.ProcessId!.Value;

        // The guard learns of its owner's end by the end of its input, whoever closes it.
        server.LoseOwner();

        await Until(() => !Alive(pid) && !Directory.Exists(folder));
    }

    internal static async Task Until(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "The condition did not come true.");
            await Task.Delay(20);
        }
    }

    private static bool Alive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
