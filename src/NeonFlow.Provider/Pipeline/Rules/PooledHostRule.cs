using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>No pooler between capture and database.</summary>
internal sealed class PooledHostRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.PooledHost;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Subject.Host is { } host && new PostgresAddress(host, 5432, "", "", TlsMode.VerifyFull) is { IsPooled: true } address)
        {
            yield return this.Found(
                situation.Subject.HostPath,
                $"The capture would connect through the pooler {host}, and replication does not go through one.",
                address.DirectHost == host ? "Use the direct host of the database." : Say.Input("Address", address.DirectHost)
            );
        }
    }
}
