using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline;

/// <summary>The table of docs/preflight.md: every code of the preflight with its remedy.</summary>
internal static class PreflightPage
{
    /// <summary>The rules by their codes, then what the judge and the verbs say of the program.</summary>
    public static IReadOnlyList<(DiagnosticCode Code, string Remedy)> Entries { get; } =
    [
        .. CaptureRules.All.Select(static r => (r.Code, r.Remedy)).OrderBy(static r => r.Code.Id, StringComparer.Ordinal),
        (PreflightDiagnostics.NotAwaited, "`DependsOn` on the capture, with the resources that the message names"),
        (
            PreflightDiagnostics.Absent,
            "keep the resource in the program; or, where somebody else looks after the object from now on, `RetainOnDelete = true` before "
                + "it is taken out"
        ),
        (
            ProgramDiagnostics.StillNeeded,
            "take the resource back into the program, or take the capture out too; `RetainOnDelete = true` where somebody else looks after "
                + "the object"
        ),
        (
            PreflightDiagnostics.PublicationAhead,
            "a raised `Backfill`; or, with the old `PublicationName`, see that the capture runs, and change the name then"
        ),
        (PreflightDiagnostics.CollectionShared, "another `CollectionPrefix` (`Prefix` of `NeonToEstuary`) for one of them, or `Targets`"),
    ];
}
