using System.Text.RegularExpressions;

namespace NeonFlow.Wholesome.Tests;

/// <summary>Blocks of code of a page.</summary>
internal static partial class Blocks
{
    /// <summary>The blocks of a language, in order.</summary>
    public static IReadOnlyList<string> Of(string page, string language) =>
        [.. Fenced().Matches(page).Where(m => m.Groups["language"].Value == language).Select(static m => m.Groups["text"].Value)];

    /// <summary>The commands of each block that is marked as a shell's.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Commands(string page) =>
        [.. Of(page, "sh").Select(static text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    [GeneratedRegex(@"^ *```(?<language>\w+)\n(?<text>.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
