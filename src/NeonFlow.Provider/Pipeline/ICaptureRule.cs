using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline;

/// <summary>One thing that breaks a capture; pure. How grave it is in a situation is part of each finding.</summary>
internal interface ICaptureRule
{
    /// <summary>The only code of its findings.</summary>
    DiagnosticCode Code { get; }

    /// <summary>What its findings rest on; where one of these is not known, they are held back.</summary>
    CaptureAspects RestsOn { get; }

    /// <summary>The fix in general, for the page of rules (Markdown); each finding has its own.</summary>
    string Remedy { get; }

    /// <summary>Whether a capture can go on without what its findings say to be lost.</summary>
    LossAcceptance Acceptance => LossAcceptance.OnceRepaired;

    /// <summary>The same for one capture.</summary>
    LossAcceptance AcceptanceFor(CaptureSubject subject) => Acceptance;

    /// <summary>Whether to capture again is all that has to be done about its findings.</summary>
    bool IsHealedByBackfill => Acceptance == LossAcceptance.Always;

    /// <summary>What is wrong in this situation; nothing where it cannot be known.</summary>
    IEnumerable<Finding> Judge(CaptureSituation situation);
}
