using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline;

/// <summary>What the judge itself says of the program: where a capture does not wait for what it needs, and where that leaves.</summary>
internal static class ProgramFindings
{
    public static Diagnostic NotAwaited(CaptureSubject subject, IReadOnlyList<Finding> vanished, IReadOnlyList<string> resources) =>
        new(
            PreflightDiagnostics.NotAwaited,
            vanished[0].Diagnostic.Path,
            $"The program makes {TextList.And(resources)}, but the capture {subject.Name} does not wait for "
                + $"{(resources.Count == 1 ? "it" : "them")}: {Codes(vanished)}. {PreflightDiagnostics.NotAwaited.Consequence}"
        )
        {
            Fix = $"new CustomResourceOptions {{ DependsOn = {{ ... }} }}   // on the capture, with {TextList.And(resources)}",
        };

    public static Diagnostic Absent(IReadOnlyList<Finding> missed, IReadOnlyList<string> resources) =>
        new(
            PreflightDiagnostics.Absent,
            missed[0].Diagnostic.Path,
            $"{TextList.And(resources)} {(resources.Count == 1 ? "is" : "are")} in the state, and the program had not registered "
                + $"{(resources.Count == 1 ? "it" : "them")} when the capture came. If the program does not have "
                + $"{(resources.Count == 1 ? "it" : "them")} any more, up takes away what the capture needs: {Codes(missed)}."
        )
        {
            Fix =
                "Keep it in the program and let the capture depend on it (DependsOn); or, where somebody else looks after it from now "
                + "on: new CustomResourceOptions { RetainOnDelete = true } before it is taken out.",
        };

    private static string Codes(IReadOnlyList<Finding> findings) =>
        string.Join(
            "; ",
            findings
                .GroupBy(static f => f.Diagnostic.Code)
                .Select(static g =>
                {
                    var paths = g.Select(static f => f.Diagnostic.Path).Where(static p => p.Length > 0);
                    return $"{g.Key.Title} ({string.Join(", ", paths.Append(g.Key.Id).Distinct())})";
                })
        );
}
