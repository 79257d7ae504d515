using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>wal_level is logical, or will be.</summary>
internal sealed class WalLevelRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (situation.Facts is { Server.WalLevel: not "logical" } facts && !situation.Intents.LogicalReplication)
        {
            yield return new Diagnostic(PreflightDiagnostics.WalLevel, "", $"wal_level is {facts.Server.WalLevel}, and the capture needs logical. {PreflightDiagnostics.WalLevel.Consequence}")
            {
                Fix = "Neon: new NeonFlow.Pulumi.Neon.LogicalReplication(...) before the capture. Elsewhere:\nALTER SYSTEM SET wal_level = 'logical';   -- and restart the server",
            };
        }
    }
}
