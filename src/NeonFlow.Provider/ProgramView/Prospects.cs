using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.ProgramView;

/// <summary>
/// What a delete must know of the rest of the program: another resource may have the same object by now, and a capture may need it.
/// </summary>
internal static class Prospects
{
    /// <summary>The resource that has the same object, or null; where there is one, says that the object stays.</summary>
    public static Prospect? Keeper<T>(this IReadOnlyList<Prospect> others, Func<T, bool> isSame, string what, Action<string> say)
    {
        var keeper = others.FirstOrDefault(p => p.Intent.What is T intent && isSame(intent));
        if (keeper is not null)
        {
            say($"The {what} stays: {keeper.Resource} of this program has it now.");
        }

        return keeper;
    }

    /// <summary>Refuses a delete that a capture of the program would not survive.</summary>
    public static void RefuseWhereNeeded(this IReadOnlyList<Prospect> others, Func<CaptureIntent, bool> needs, string what, string path)
    {
        if (others.Select(static p => p.Intent.What).OfType<CaptureIntent>().FirstOrDefault(needs) is { } capture)
        {
            throw new DiagnosticException(
                new Diagnostic(
                    PreflightDiagnostics.StillNeeded,
                    path,
                    $"The {what} is not in the program any more, but its capture {capture.Capture} still needs it. "
                        + $"{PreflightDiagnostics.StillNeeded.Consequence}"
                )
                {
                    Fix =
                        "Take it back into the program, or take the capture out too; where somebody else looks after it from now on: "
                        + "take it back with new CustomResourceOptions { RetainOnDelete = true }, run up, then take it out.",
                    Kind = FailureKind.Conflict,
                }
            );
        }
    }
}
