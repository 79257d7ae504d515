using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace NeonFlow.Testing.Postgres;

// Starting, stopping and the settings of the server's process.
public sealed partial class PostgresServer
{
    // The sweep of a later run looks here for the process that the folder belongs to.
    private Task TakeOwnershipAsync(CancellationToken cancellationToken) =>
        WriteReadableAsync(Path.Combine(_folder, "owner"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture), cancellationToken);

    private async Task<NpgsqlConnection> StartOnFreePortAsync(string password, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort();
            try
            {
                return await StartCoreAsync(password, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresStartException) when (attempt < PortAttempts && ReadLog().Contains("could not bind", StringComparison.Ordinal))
            {
                File.Delete(LogPath);
            }
        }
    }

    // What it returns is a session of the superuser in template1.
    private async Task<NpgsqlConnection> StartCoreAsync(string password, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await WriteReadableAsync(Path.Combine(DataDirectory, "neonflow.conf"), SettingsText(), cancellationToken).ConfigureAwait(false);
        var start = RunAs.Start("/bin/sh", "-c", Guard, "neonflow-postgres", Binaries.Tool("postgres"), _folder);
        start.RedirectStandardInput = true;
        // Sessions live for milliseconds here, of which the heap costs a fifth where it comes in pages of 4 KiB.
        start.Environment.TryAdd("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1:glibc.malloc.top_pad=4194304");
        _guard?.Dispose();
        _guard = Process.Start(start) ?? throw new PostgresStartException("The PostgreSQL server did not start.");
        return await WaitReadyAsync(password, cancellationToken).ConfigureAwait(false);
    }

    private async Task<NpgsqlConnection> WaitReadyAsync(string password, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var wanted = Port.ToString(CultureInfo.InvariantCulture);
        while (true)
        {
            if (_guard!.HasExited)
            {
                throw new PostgresStartException(
                    $"The PostgreSQL server ended while starting (exit code {_guard.ExitCode}). Its log ends with:\n{ReadLog(20)}"
                );
            }
            try
            {
                // Until our own postmaster says "ready", whoever answers on this port is somebody else.
                if (
                    ReadPidFile() is [_, _, _, var port, _, _, _, var status, ..]
                    && port == wanted
                    && status.Trim() is "ready" or "standby"
                )
                {
                    return await ConnectAsync("template1", password, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (NpgsqlException failure)
                when (failure is not PostgresException { SqlState: not PostgresErrorCodes.CannotConnectNow }
                    && clock.Elapsed < _options.Timeout
                ) { }
            if (clock.Elapsed > _options.Timeout)
            {
                throw new PostgresStartException(
                    $"The PostgreSQL server was not ready after {_options.Timeout.TotalSeconds:0} s. Its log ends with:\n{ReadLog(20)}"
                );
            }
            await Task.Delay(10, cancellationToken).ConfigureAwait(false);
        }
    }

    // The server runs as another user when we are root, whatever our umask is. The folder around it is closed to others.
    private static async Task WriteReadableAsync(string path, string text, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(path, text, cancellationToken).ConfigureAwait(false);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
    }

    private string[] ReadPidFile()
    {
        try
        {
            return File.ReadAllLines(PidFile);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private async Task StopCoreAsync(CancellationToken cancellationToken) =>
        await SignalAndWaitAsync("INT", cancellationToken).ConfigureAwait(false);

    private async Task SignalAndWaitAsync(string signal, CancellationToken cancellationToken)
    {
        if (_guard is null)
        {
            return;
        }
        try
        {
            if (!_guard.HasExited)
            {
                await _guard.StandardInput.WriteLineAsync(signal.AsMemory(), cancellationToken).ConfigureAwait(false);
                await _guard.StandardInput.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // The guard ended between the question and the signal.
        }
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.Timeout);
        try
        {
            await _guard.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            if (ProcessId is { } pid)
            {
                using var kill = Process.Start(RunAs.Start("/bin/kill", "-KILL", pid.ToString(CultureInfo.InvariantCulture)));
                await kill!.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            }
            await _guard.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        _guard.Dispose();
        _guard = null;
    }

    private string SettingsText()
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["fsync"] = "off",
            ["full_page_writes"] = "off",
            ["shared_buffers"] = "32MB",
            // A worker visits every database once in this time, and nothing here lives long enough to need it.
            ["autovacuum_naptime"] = "10min",
            // initdb shrinks it with the segments, and checkpoints would come one after the other.
            ["max_wal_size"] = "1GB",
            ["max_wal_senders"] = "10",
            ["max_replication_slots"] = "10",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["log_line_prefix"] = "%m [%p] %q%u@%d ",
            ["password_encryption"] = "scram-sha-256",
        };
        foreach (var (name, value) in _settings)
        {
            all[name] = value;
        }
        all["port"] = Port.ToString(CultureInfo.InvariantCulture);
        all["listen_addresses"] = "127.0.0.1";
        // No socket file: two servers of one machine would fight over its folder.
        all["unix_socket_directories"] = "";
        var text = new StringBuilder();
        foreach (var (name, value) in all)
        {
            text.Append(name).Append(" = '").Append(value.Replace("'", "''", StringComparison.Ordinal)).Append("'\n");
        }
        return text.ToString();
    }

    // Below the range that the kernel hands out for outgoing connections, so that a restart finds its port free.
    private static int FreePort()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(20_000, 32_000);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException) { }
        }
    }
}
