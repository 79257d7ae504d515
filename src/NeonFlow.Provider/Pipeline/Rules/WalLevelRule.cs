using NeonFlow.Provider.Resources.Neon.LogicalReplication;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>wal_level is logical, or will be.</summary>
internal sealed class WalLevelRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.WalLevel;

    public CaptureAspects RestsOn => CaptureAspects.Server;

    public string Remedy =>
        "a `neon:LogicalReplication` before the capture; elsewhere `ALTER SYSTEM SET wal_level = 'logical'` and a " + "restart";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Facts is { Server.WalLevel: not "logical" } facts && !situation.Planned<LogicalReplication>().Any())
        {
            yield return this.Found(
                "",
                $"wal_level is {facts.Server.WalLevel}, and the capture needs logical.",
                "ALTER SYSTEM SET wal_level = 'logical';   -- and restart the server\n-- on Neon instead: new "
                    + "NeonFlow.Cdc.Neon.LogicalReplication(...) before the capture"
            );
        }
    }
}
