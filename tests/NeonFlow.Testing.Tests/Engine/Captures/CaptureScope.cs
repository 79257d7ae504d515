namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>
/// What of our own recordings the test engine does not follow, each with its reason; of a folder that somebody names everything is asked
/// for.
/// </summary>
internal static class CaptureScope
{
    /// <summary>Steps left out; no steps named means the whole recording.</summary>
    public static IReadOnlyList<(string Capture, int[] Steps, string Reason)> LeftOut { get; } =
    [
        ("05-import", [8, 9], "the import command; the test engine imports by the resource option only"),
        ("3.121.0/12-explicit-provider", [6, 7, 8, 9, 10], "a replaced provider replaces its resources there; that of NeonFlow never is"),
        ("3.150.0/12-explicit-provider", [6, 7, 8, 9, 10], "a replaced provider replaces its resources there; that of NeonFlow never is"),
        ("22-path-lookup", [], "a language plugin that is found on PATH; the test engine runs the program itself"),
    ];

    public static IEnumerable<string> Captures =>
        Capture.IsForeign ? Capture.Names : Capture.Names.Except(LeftOut.Where(l => l.Steps.Length == 0).Select(l => l.Capture));

    public static bool IsLeftOut(string capture, int step) =>
        !Capture.IsForeign && LeftOut.Any(l => l.Capture == capture && l.Steps.Contains(step));
}
