using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;

namespace NeonFlow.Testing.Postgres;

/// <summary>
/// A real PostgreSQL server on a free port of 127.0.0.1, with its own data directory, that ends and is removed when it is
/// disposed of or when this process dies, however it dies.
/// </summary>
public sealed partial class PostgresServer : IAsyncDisposable
{
    private const string FolderPrefix = "neonflow-pg-";
    private const int PortAttempts = 8;

    // The guard owns the server: end of file on its input means that the process which started it is gone.
    private const string Guard = """
        exec 3<&0
        "$1" -D "$2/data" >>"$2/server.log" 2>&1 </dev/null 3<&- &
        server=$!
        ( while read -r signal; do kill -s "$signal" $server; done; : >"$2/orphan"; kill -s QUIT $server ) <&3 2>/dev/null &
        listener=$!
        exec 3<&-
        wait $server
        code=$?
        if [ -e "$2/orphan" ]; then rm -rf "$2"; fi
        kill $listener 2>/dev/null
        exit $code
        """;

    private PostgresServerOptions _options;
    private readonly string _folder;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SuperuserSessions _sessions;
    private Dictionary<string, string> _settings;
    private Process? _guard;
    private bool _disposed;

    private PostgresServer(PostgresServerOptions options, PostgresBinaries binaries, string folder, string password)
    {
        _options = options;
        _folder = folder;
        _settings = new Dictionary<string, string>(options.Settings);
        Binaries = binaries;
        SuperuserPassword = password;
        _sessions = new(database => Parameters(database, SuperuserName, SuperuserPassword));
    }

    /// <summary>Always <c>127.0.0.1</c>.</summary>
    public string Host => "127.0.0.1";

    /// <summary>The port; it stays the same over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>The executables in use.</summary>
    public PostgresBinaries Binaries { get; }

    /// <summary>Name of the superuser.</summary>
    public string SuperuserName => _options.SuperuserName;

    /// <summary>Password of the superuser; secret.</summary>
    public string SuperuserPassword { get; private set; }

    /// <summary>The data directory; gone after <see cref="DisposeAsync"/>.</summary>
    public string DataDirectory => Path.Combine(_folder, "data");

    /// <summary>The server's log file.</summary>
    public string LogPath => Path.Combine(_folder, "server.log");

    /// <summary>True while the postmaster runs.</summary>
    public bool IsRunning => _guard is { HasExited: false };

    /// <summary>Process id of the postmaster, or null while it does not run.</summary>
    public int? ProcessId =>
        IsRunning && File.Exists(PidFile) && int.TryParse(File.ReadLines(PidFile).FirstOrDefault(), out var pid) ? pid : null;

    private string PidFile => Path.Combine(DataDirectory, "postmaster.pid");

    /// <summary>Makes a data directory, starts a server on it and waits until it answers.</summary>
    /// <param name="options">How; default: a plain server with superuser <c>postgres</c>.</param>
    /// <param name="cancellationToken">Stops waiting; nothing is left behind.</param>
    public static async Task<PostgresServer> StartAsync(
        PostgresServerOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new PostgresServerOptions();
        var binaries = options.Binaries ?? PostgresBinaries.Find();
        if (await TakeReusedAsync(options, binaries, cancellationToken).ConfigureAwait(false) is { } reused)
        {
            return reused;
        }
        var template = await PostgresTemplate.GetAsync(binaries, options.SuperuserName, cancellationToken).ConfigureAwait(false);
        var folder = await template.CopyAsync(FolderPrefix, cancellationToken).ConfigureAwait(false);
        var server = new PostgresServer(options, binaries, folder, options.SuperuserPassword ?? NewPassword());
        try
        {
            await server.TakeOwnershipAsync(cancellationToken).ConfigureAwait(false);
            await using var first = await server.StartOnFreePortAsync(template.Password, cancellationToken).ConfigureAwait(false);
            await server.SetUpAsync(first, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A connection string for Npgsql.</summary>
    /// <param name="database">Database; default <c>postgres</c>.</param>
    /// <param name="user">User; default: the superuser.</param>
    /// <param name="password">Password; default: the superuser's when no user is named.</param>
    public string ConnectionString(string database = "postgres", string? user = null, string? password = null) =>
        Parameters(database, user ?? SuperuserName, user is null ? password ?? SuperuserPassword : password).ConnectionString;

    /// <summary>Runs statements as the superuser.</summary>
    /// <param name="sql">One or more statements.</param>
    /// <param name="database">Database; default <c>postgres</c>.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    public async Task ExecuteAsync(string sql, string database = "postgres", CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(database, cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(sql, connection, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a query as the superuser and returns the first value, or default where there is none.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="database">Database; default <c>postgres</c>.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<T?> ScalarAsync<T>(string sql, string database = "postgres", CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(database, cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        var value = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        return value is null or DBNull ? default : (T)value;
    }

    /// <summary>
    /// A session of the superuser, for what is more than one value. It goes back when it is disposed of, and waits a moment for the next
    /// one who asks; what was set in it is reset.
    /// </summary>
    /// <param name="database">Database; default <c>postgres</c>.</param>
    /// <param name="cancellationToken">Cancels the login.</param>
    public Task<NpgsqlConnection> OpenAsync(string database = "postgres", CancellationToken cancellationToken = default) =>
        _sessions.OpenAsync(database, cancellationToken);

    /// <summary>Stops the server (fast: open sessions are ended), changes settings, starts it again on the same port.</summary>
    /// <param name="changed">Settings to set; the others keep their values.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task RestartAsync(IReadOnlyDictionary<string, string>? changed = null, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await StopCoreAsync(cancellationToken).ConfigureAwait(false);
            foreach (var (name, value) in changed ?? new Dictionary<string, string>())
            {
                _settings[name] = value;
            }
            await using var first = await StartCoreAsync(SuperuserPassword, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops the server (fast) and keeps its data; nothing happens where it does not run.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await StopCoreAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends the server at once, as a crash would, and keeps its data.</summary>
    public async Task CrashAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            await SignalAndWaitAsync("QUIT", CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The last lines of the server's log.</summary>
    /// <param name="lines">How many, default 200.</param>
    public string ReadLog(int lines = 200)
    {
        if (!File.Exists(LogPath))
        {
            return "";
        }
        using var stream = new FileStream(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = _logStart;
        using var reader = new StreamReader(stream);
        return string.Join('\n', reader.ReadToEnd().Split('\n').TakeLast(lines));
    }

    /// <summary>Ends the server and removes its data; <see cref="ReusedServers"/> keep it for the next who asks.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            await _sessions.DisposeAsync().ConfigureAwait(false);
            if (!Keep())
            {
                await EndAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            // Whoever waits for its turn is told that the server is gone.
            _gate.Release();
        }
    }

    /// <summary>What the guard sees when this process is killed: the end of its input.</summary>
    internal void LoseOwner() => _guard!.StandardInput.Close();

    internal static string NewPassword() =>
        string.Concat(RandomNumberGenerator.GetItems<char>("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 20));

    internal static string Quote(string identifier) => "\"" + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    internal static string Literal(string text) =>
        (text.Contains('\\') ? " E'" : "'")
        + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)
        + "'";

    private static async Task ExecuteAsync(string sql, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<NpgsqlConnection> ConnectAsync(string database, string password, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(Parameters(database, SuperuserName, password).ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // Who connects by himself wants a session of his own, and no dead one after a restart.
    private NpgsqlConnectionStringBuilder Parameters(string database, string user, string? password) =>
        new()
        {
            Host = Host,
            Port = Port,
            Database = database,
            Username = user,
            Password = password,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = false,
            Timeout = 15,
            IncludeErrorDetail = true,
        };
}
