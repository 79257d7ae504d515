using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>The server takes writes.</summary>
internal sealed class StandbyRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (situation is { Facts.Server.Standby: true, Subject.WatermarksTable: not null })
        {
            yield return new Diagnostic(PreflightDiagnostics.Standby, situation.Subject.HostPath, $"The server is a read replica. {PreflightDiagnostics.Standby.Consequence}") { Fix = "Use the host of the read-write endpoint." };
        }
    }
}
