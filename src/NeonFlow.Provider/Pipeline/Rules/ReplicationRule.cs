using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The capture's role has REPLICATION itself.</summary>
internal sealed class ReplicationRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.ReplicationMissing;

    public CaptureAspects RestsOn => CaptureAspects.Role;

    public string Remedy => "`ALTER ROLE … REPLICATION`";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Facts?.Role is { Replication: false })
        {
            yield return this.Found(
                situation.Subject.UserPath,
                $"The role {situation.Subject.User} lacks REPLICATION.",
                $"ALTER ROLE {Identifier.Quote(situation.Subject.User)} REPLICATION;"
            );
        }
    }
}
