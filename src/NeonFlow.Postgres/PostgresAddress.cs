namespace NeonFlow.Postgres;

/// <summary>How the connection is encrypted; the words of libpq.</summary>
public enum TlsMode
{
    /// <summary>Encrypted, certificate and host name verified.</summary>
    VerifyFull,

    /// <summary>Encrypted, certificate chain verified, host name not.</summary>
    VerifyCa,

    /// <summary>Encrypted, nothing verified.</summary>
    Require,

    /// <summary>Not encrypted; for loopback only.</summary>
    Disable,
}

/// <summary>Everything needed to open a session on one database.</summary>
/// <param name="Host">Host name or address; names that end in <c>.localhost</c> mean this machine (RFC 6761).</param>
/// <param name="Port">TCP port.</param>
/// <param name="Database">Database name.</param>
/// <param name="User">Role to log in as.</param>
/// <param name="Tls">Encryption.</param>
public sealed record PostgresAddress(string Host, int Port, string Database, string User, TlsMode Tls)
{
    /// <summary>Password; never printed.</summary>
    public string? Password { private get; init; }

    /// <summary>Hands out the password to whoever opens the connection.</summary>
    public string? RevealPassword() => Password;

    /// <summary>Whether the host is a Neon pooler (<c>-pooler</c> in its first label), through which replication cannot run.</summary>
    public bool IsPooled => Host.Split('.')[0].EndsWith("-pooler", StringComparison.OrdinalIgnoreCase);

    /// <summary>The same host without <c>-pooler</c>.</summary>
    public string DirectHost => IsPooled ? Host.Replace("-pooler", "", StringComparison.OrdinalIgnoreCase) : Host;

    /// <inheritdoc/>
    public override string ToString() => $"{User}@{Host}:{Port}/{Database}";
}
