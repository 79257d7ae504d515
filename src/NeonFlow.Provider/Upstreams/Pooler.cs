namespace NeonFlow.Provider.Upstreams;

/// <summary>Hosts that are connection poolers, through which replication cannot run.</summary>
internal static class Pooler
{
    private const string NeonSuffix = "-pooler";

    /// <summary>Whether the host is a pooler: of Neon (<c>-pooler</c> in its first label) or of Supabase.</summary>
    public static bool IsPooled(string host) =>
        DirectHostOf(host) is not null || host.EndsWith(".pooler.supabase.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>The direct host of a pooled Neon host name; null where the name does not tell it.</summary>
    public static string? DirectHostOf(string host)
    {
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        var first = dot < 0 ? host : host[..dot];
        return first.EndsWith(NeonSuffix, StringComparison.OrdinalIgnoreCase) && first.Length > NeonSuffix.Length
            ? string.Concat(first.AsSpan(0, first.Length - NeonSuffix.Length), dot < 0 ? "" : host.AsSpan(dot))
            : null;
    }
}
