using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

/// <summary>What a delete must know of the rest of the program.</summary>
internal static class ProgramNeeds
{
    /// <summary>Whether another resource that remains makes the same object; where one does, says that the object stays.</summary>
    public static bool IsKept(this IReadOnlyList<ProgramResource> remaining, ObjectRef target, string what, Action<string> say) =>
        IsKept(remaining.FirstOrDefault(r => r.Makes(target)), what, say);

    /// <summary>Whether another resource that remains makes or needs the same object; where one does, says that the object stays.</summary>
    public static bool IsKeptOrUsed(this IReadOnlyList<ProgramResource> remaining, ObjectRef target, string what, Action<string> say) =>
        IsKept(remaining.FirstOrDefault(r => r.Makes(target)) ?? remaining.FirstOrDefault(r => r.Uses(target)), what, say);

    /// <summary>Refuses a delete that a capture of the program would not survive.</summary>
    public static void RefuseWhereUsed(this IReadOnlyList<ProgramResource> remaining, ObjectRef target, string what, string path)
    {
        var capture = remaining
            .Where(r => r.Uses(target))
            .SelectMany(static r => r.MadeObjects)
            .FirstOrDefault(static o => o.Kind == ObjectKind.Capture);
        if (capture.Name is not null)
        {
            throw new DiagnosticException(
                new Diagnostic(
                    ProgramDiagnostics.StillNeeded,
                    path,
                    $"The {what} is not in the program any more, but its capture {capture.Name} still needs it. "
                        + $"{ProgramDiagnostics.StillNeeded.Consequence}"
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

    private static bool IsKept(ProgramResource? keeper, string what, Action<string> say)
    {
        if (keeper is null)
        {
            return false;
        }

        say($"The {what} stays: {keeper.Name} of this program has it now.");
        return true;
    }
}
