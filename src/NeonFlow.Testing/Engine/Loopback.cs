namespace NeonFlow.Testing.Engine;

/// <summary>The rule that a test engine never reaches the real services.</summary>
internal static class Loopback
{
    /// <summary>Refuses an http or https URL that leads off this machine.</summary>
    public static void Demand(string? value, string where)
    {
        if (
            value is not null
            && Uri.TryCreate(value, UriKind.Absolute, out var url)
            && url.Scheme is ("http" or "https" or "postgres" or "postgresql")
            && !IsHere(url.Host)
        )
        {
            throw new EngineException(
                $"{where} leads to {url.Host}. The test engine works only with upstreams on this machine, so that no test ever changes a "
                    + "real project: "
                    + "start a local cloud (`neonflow local`) and use its URLs, or run the program with the pulumi CLI."
            );
        }
    }

    private static bool IsHere(string host) =>
        host is "localhost" or ""
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (System.Net.IPAddress.TryParse(host.Trim('[', ']'), out var address) && System.Net.IPAddress.IsLoopback(address));
}
