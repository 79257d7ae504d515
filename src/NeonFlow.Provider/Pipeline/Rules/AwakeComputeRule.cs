using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>A capture that is going to be made will keep the compute awake; of one that runs it is no news.</summary>
internal sealed class AwakeComputeRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.StaysAwake;

    public CaptureAspects RestsOn => CaptureAspects.None;

    public string Remedy => "nothing to repair: it is what a live pipeline costs";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Subject is { IsNeon: true, Exists: false })
        {
            yield return new(
                this.Found(
                    "",
                    "The capture will stream from a Neon compute.",
                    "-- nothing to repair; what it costs ends with the capture, or while its shards are disabled"
                ),
                Weight.Note
            );
        }
    }
}
