using System.Net;

namespace NeonFlow.Postgres;

/// <summary>Everything needed to open a session on one database. The password never appears in <see cref="ToString"/>.</summary>
/// <param name="Host">Host name or address; names that end in <c>.localhost</c> mean this machine (RFC 6761).</param>
/// <param name="Port">TCP port.</param>
/// <param name="Database">Database name.</param>
/// <param name="User">Role to log in as.</param>
/// <param name="Tls">Encryption.</param>
public sealed record PostgresAddress(string Host, int Port, string Database, string User, TlsMode Tls)
{
    /// <summary>Password; never printed.</summary>
    public string? Password { private get; init; }

    /// <summary>The password, for the client that opens the connection.</summary>
    public string? RevealPassword() => Password;

    /// <summary>Whether the host is this machine: 127.0.0.0/8, ::1, localhost and every name below localhost (RFC 6761).</summary>
    public bool IsLoopback => IsLoopbackHost(Host);

    /// <summary>The protection a host gets when none is asked for: off on loopback, <see cref="TlsMode.VerifyFull"/> elsewhere.</summary>
    public static TlsMode DefaultTls(string host) => IsLoopbackHost(host) ? TlsMode.Disable : TlsMode.VerifyFull;

    /// <summary>Whether a host name or address means this machine.</summary>
    public static bool IsLoopbackHost(string host) =>
        IsLocalhostName(host) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>What is wrong with this address before anything is sent, or null.</summary>
    public AddressFault? Fault()
    {
        if (string.IsNullOrWhiteSpace(Host) || Host.Any(c => char.IsWhiteSpace(c) || c is '/' or ',' or '@' or '?'))
        {
            return new AddressFault("host", $"'{Host}' is not a host name.", "Give the bare host name, for example db.example.com.");
        }
        if (Port is < 1 or > 65535)
        {
            return new AddressFault("port", $"{Port} is not a TCP port.", "Give a port from 1 to 65535; PostgreSQL's is 5432.");
        }
        if (Identifier.Fault(Database) is { } database)
        {
            return new AddressFault("database", $"The database name {database}.", "Give the name as it stands in pg_database.");
        }
        if (Identifier.Fault(User) is { } user)
        {
            return new AddressFault("user", $"The role name {user}.", "Give the name as it stands in pg_roles.");
        }
        if (Tls == TlsMode.Disable && !IsLoopback)
        {
            return new AddressFault(
                "tlsMode",
                $"TLS is switched off for {Host}, which is not this machine: password and rows would cross the network in clear.",
                "Leave tlsMode out (verify-full is the default), or use a loopback host."
            );
        }
        return null;
    }

    /// <summary>Reads a <c>postgres://user:password@host:port/database?sslmode=...</c> URI.</summary>
    public static bool TryParseUri(string text, out PostgresAddress? address, out string? fault)
    {
        address = null;
        fault = null;
        // The text holds a password: no message here may quote it.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgres" or "postgresql"))
        {
            fault = "It is not a URI of the form postgresql://user:password@host:port/database.";
            return false;
        }
        var login = uri.UserInfo.Split(':', 2);
        var user = Uri.UnescapeDataString(login[0]);
        var database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        if (uri.Host.Length == 0 || user.Length == 0)
        {
            fault = "It names no host or no user; the form is postgresql://user:password@host:port/database.";
            return false;
        }
        TlsMode? tls = null;
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = Split(pair);
            switch (key)
            {
                case "sslmode" when value == "disable":
                    tls = TlsMode.Disable;
                    break;
                // Weaker modes than verify-full are raised to it: they do not look at the certificate.
                case "sslmode" when value is "verify-full" or "verify-ca" or "require":
                    tls = TlsMode.VerifyFull;
                    break;
                case "sslmode" when value is "prefer" or "allow":
                case "channel_binding" or "application_name" or "connect_timeout":
                    break;
                default:
                    fault = $"It has the parameter '{key}', which is not understood here; sslmode and channel_binding are.";
                    return false;
            }
        }
        var host = uri.Host.Trim('[', ']');
        address = new PostgresAddress(
            host,
            uri.Port < 0 ? 5432 : uri.Port,
            database.Length == 0 ? user : database,
            user,
            tls ?? DefaultTls(host)
        )
        {
            Password = login.Length > 1 ? Uri.UnescapeDataString(login[1]) : null,
        };
        return true;
    }

    /// <summary>The address without its password, as it may stand in messages.</summary>
    public override string ToString() => $"{User}@{Host}:{Port}/{Database}";

    /// <summary>The host to dial: names below localhost are this machine, and not every resolver knows that.</summary>
    internal string DialHost => IsLocalhostName(Host) ? "127.0.0.1" : Host;

    private static bool IsLocalhostName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    private static (string Key, string Value) Split(string pair)
    {
        var at = pair.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (pair, "") : (pair[..at], Uri.UnescapeDataString(pair[(at + 1)..]));
    }
}
