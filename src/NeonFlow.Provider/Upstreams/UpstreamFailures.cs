using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Reads what the client libraries throw.</summary>
internal static class UpstreamFailures
{
    /// <summary>The diagnostic that a client library's exception stands for, or null.</summary>
    public static Diagnostic? Read(Exception exception) =>
        NeonFailures.Read(exception) ?? EstuaryFailures.Read(exception) ?? PostgresFailures.Read(exception);
}
