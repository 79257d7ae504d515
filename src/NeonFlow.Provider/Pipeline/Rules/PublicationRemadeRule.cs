using NeonFlow.Provider.Schema;
using TaskStatus = NeonFlow.Estuary.TaskStatus;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The publication is the one that the capture began with.</summary>
internal sealed class PublicationRemadeRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.PublicationRemade;

    public CaptureAspects RestsOn => CaptureAspects.PublicationName | CaptureAspects.Publication;

    public string Remedy => "a raised `Backfill`; where it was dropped and made again in one transaction, `OnLoss = LossPolicy.Accept`";

    public LossAcceptance Acceptance => LossAcceptance.Always;

    // One that does not run may have died of a change from the time without the publication, and would again.
    public LossAcceptance AcceptanceFor(CaptureSubject subject) =>
        subject.Status is null or TaskStatus.Ok ? LossAcceptance.Always : LossAcceptance.Never;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (
            situation
                is not {
                    Subject: { Exists: true, StartsAnew: false, Position: { Publication: { } recorded } position } subject,
                    Facts: { Publication: { } now, Server: var server }
                }
            || now.Oid == recorded
            || !position.Bindings.Intersect(subject.Bindings, StringComparer.Ordinal).Any()
        )
        {
            yield break;
        }

        // Another name is another publication.
        if (subject.LivePublication is { } read && read != subject.Publication)
        {
            yield break;
        }

        // Before 18 a capture that runs has come past the gap without a change in it.
        if (server.Version < 180000 && subject.Status is TaskStatus.Ok)
        {
            yield break;
        }

        var stops =
            AcceptanceFor(subject) == LossAcceptance.Never
            || subject.Trouble.Contains($"publication \"{subject.Publication}\" does not exist", StringComparison.Ordinal);
        yield return this.Found(
                subject.PublicationPath,
                $"The publication {subject.Publication} was dropped and made again since the capture was published last.",
                subject.Backfill()
                    + (stops ? "" : "   // or, where it was dropped and made again in one transaction: OnLoss = LossPolicy.Accept")
            )
            .Losing(subject.GoingOn) with
        {
            Stops = stops,
        };
    }
}
