namespace NeonFlow.Neon;

/// <summary>A connection URI taken apart. A class, not a record, because its text must not show the password.</summary>
public sealed class NeonConnectionUri
{
    private const int DefaultPort = 5432;

    private NeonConnectionUri(string text, Uri uri, string user, string password)
    {
        Text = text;
        Host = uri.Host;
        Port = uri.Port > 0 ? uri.Port : DefaultPort;
        Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        User = user;
        Password = password;
    }

    /// <summary>The URI itself; secret.</summary>
    public string Text { get; }

    /// <summary>Host.</summary>
    public string Host { get; }

    /// <summary>Port; 5432 where the URI names none.</summary>
    public int Port { get; }

    /// <summary>Database.</summary>
    public string Database { get; }

    /// <summary>Role.</summary>
    public string User { get; }

    /// <summary>Password; secret.</summary>
    public string Password { get; }

    /// <summary>Reads <c>postgresql://role:password@host[:port]/database[?…]</c>; null where it is something else.</summary>
    public static NeonConnectionUri? TryParse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgresql" or "postgres") || uri.Host.Length == 0)
        {
            return null;
        }

        var user = uri.UserInfo.Split(':', 2);
        return new(text, uri, Uri.UnescapeDataString(user[0]), user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{User}@{Host}:{Port}/{Database}";
}
