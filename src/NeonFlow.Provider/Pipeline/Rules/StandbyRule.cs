using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The server takes writes.</summary>
internal sealed class StandbyRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.Standby;

    public CaptureAspects RestsOn => CaptureAspects.Server;

    public string Remedy => "the host of the read-write endpoint as `Address`";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation is { Facts.Server.Standby: true, Subject.WatermarksTable: not null })
        {
            yield return this.Found(
                situation.Subject.HostPath,
                "The server is a read replica.",
                "Address = \"...\"   // the host of the read-write endpoint"
            );
        }
    }
}
