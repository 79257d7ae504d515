using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>No pooler between capture and database.</summary>
internal sealed class PooledHostRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.PooledHost;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Subject.Host is { } host && Pooler.IsPooled(host))
        {
            yield return this.Found(
                situation.Subject.HostPath,
                $"The capture would connect through the pooler {host}, and replication does not go through one.",
                Pooler.DirectHostOf(host) is { } direct ? Say.Input("Address", direct) : "Use the direct host of the database."
            );
        }
    }
}
