using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>No pooler between capture and database.</summary>
internal sealed class PooledHostRule : ICaptureRule
{
    public DiagnosticCode Code => PostgresDiagnostics.PooledHost;

    public CaptureAspects RestsOn => CaptureAspects.Host;

    public string Remedy => "the direct host as `Address`";

    /// <summary>What is wrong with a host; null where it is no pooler.</summary>
    public static Diagnostic? Fault(string host, string path) =>
        Pooler.IsPooled(host) ? PostgresDiagnostics.Pooled(host, path, Say.InputOf(path)) : null;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Subject is { Host: { } host, HostPath: var path } && Fault(host, path) is { } fault)
        {
            yield return fault;
        }
    }
}
