using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>What it costs that the capture may not write watermarks.</summary>
internal sealed class ReadOnlyRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.ReadOnly;

    public CaptureAspects RestsOn => CaptureAspects.Watermarks;

    public string Remedy => "`ReadOnly = false`, with a watermarks table";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Subject is { WatermarksTable: null } subject)
        {
            yield return this.Found(
                    subject.WatermarksPath,
                    $"The capture is read-only{(subject.IsNeon ? ", and Neon drops a slot that has not moved for about 40 hours" : "")}.",
                    "ReadOnly = false   // with a watermarks table that the role can write and the publication has"
                )
                .AsWarning();
        }
    }
}
