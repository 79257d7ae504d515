namespace NeonFlow.Testing.Postgres;

/// <summary>How a PostgreSQL server of a test is made.</summary>
public sealed record PostgresServerOptions
{
    /// <summary>Name of the superuser; default <c>postgres</c>.</summary>
    public string SuperuserName { get; init; } = "postgres";

    /// <summary>Password of the superuser; default: a random one, readable at the server.</summary>
    public string? SuperuserPassword { get; init; }

    /// <summary>Server settings by name, for example <c>wal_level</c> = <c>logical</c>; default: none beyond our own for speed.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Executables; default: what <see cref="PostgresBinaries.Find"/> finds.</summary>
    public PostgresBinaries? Binaries { get; init; }

    /// <summary>How long a start, stop or restart may take, default one minute.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What is run on the new server before anybody has it, one after the other.</summary>
    internal IReadOnlyList<(string Database, string Sql)> Setup { get; init; } = [];

    /// <summary>Whether <see cref="ReusedServers"/> keep it; default true.</summary>
    internal bool MayBeReused { get; init; } = true;

    /// <summary>Shorthand for a server that can decode: <c>wal_level = logical</c>.</summary>
    public static PostgresServerOptions Logical { get; } =
        new() { Settings = new Dictionary<string, string> { ["wal_level"] = "logical" } };
}
