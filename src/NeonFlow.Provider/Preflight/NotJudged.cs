using NeonFlow.Provider.Pipeline;

namespace NeonFlow.Provider.Preflight;

/// <summary>What of a pipeline cannot be judged, because what it rests on is not known.</summary>
/// <param name="Aspects">What it rests on.</param>
/// <param name="What">What could not be looked at.</param>
/// <param name="Because">Why, worded to follow "because".</param>
internal sealed record NotJudged(CaptureAspects Aspects, string What, string Because)
{
    /// <summary>Codes of the rules that rest on it.</summary>
    public IReadOnlyList<string> Codes =>
        [.. CaptureRules.All.Where(r => (r.RestsOn & Aspects) != CaptureAspects.None).Select(static r => r.Code.Id)];
}
