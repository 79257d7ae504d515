using NeonFlow.Postgres;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>No pooler between capture and database.</summary>
internal sealed class PooledHostRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (situation.Subject.Host is { } host && new PostgresAddress(host, 5432, "", "", TlsMode.VerifyFull) is { IsPooled: true } address)
        {
            yield return new Diagnostic(PreflightDiagnostics.PooledHost, situation.Subject.HostPath, $"The capture would connect through the pooler {host}, and replication does not go through one: {PreflightDiagnostics.PooledHost.Consequence}")
            {
                Fix = address.DirectHost == host ? "Use the direct host of the database." : $"Use the direct host: {address.DirectHost}",
            };
        }
    }
}
