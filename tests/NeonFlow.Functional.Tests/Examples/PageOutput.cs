using System.Text.RegularExpressions;
using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests.Examples;

/// <summary>What the page of an example shows as printed, in blocks of <c>text</c>.</summary>
internal static partial class PageOutput
{
    /// <summary>Fails where the page shows a line that was not printed, apart from what is made up anew for every project.</summary>
    public static void IsPrinted(string example, string said)
    {
        var printed = Normal(said).Split('\n').Select(static l => l.Trim()).ToHashSet(StringComparer.Ordinal);
        var page = File.ReadAllText(Checkout.File("examples", example, "README.md"));
        var shown = Block().Matches(page).SelectMany(static m => Normal(m.Groups[1].Value).Split('\n')).Select(static l => l.Trim());
        Assert.Empty(shown.Where(static l => l is not ("" or "…")).Except(printed));
    }

    private static string Normal(string text) => MadeUp().Replace(text, "<…>");

    [GeneratedRegex(@"br-[a-z]+-[a-z]+-\d+|ep-[a-z]+-[a-z]+-\d+[\w.:-]*|""ips"":\[[^\]]*\]|\d+ms|\d+(?:\.\d+)?s\b")]
    private static partial Regex MadeUp();

    [GeneratedRegex("```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
