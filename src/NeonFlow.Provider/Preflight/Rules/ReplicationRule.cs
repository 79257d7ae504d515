using NeonFlow.Postgres;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>The capture's role has REPLICATION itself.</summary>
internal sealed class ReplicationRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (situation.Facts?.Role is { Replication: false } || situation.ComingRole is { Replication: false })
        {
            yield return new Diagnostic(PreflightDiagnostics.ReplicationMissing, situation.Subject.UserPath, $"The role {situation.Subject.User} lacks REPLICATION. {PreflightDiagnostics.ReplicationMissing.Consequence}")
            {
                Fix = $"ALTER ROLE {Identifier.Quote(situation.Subject.User)} REPLICATION;",
            };
        }
    }
}
