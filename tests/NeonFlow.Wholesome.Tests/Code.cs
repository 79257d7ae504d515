using System.Text.RegularExpressions;

namespace NeonFlow.Wholesome.Tests;

/// <summary>C# text, roughly read.</summary>
internal static partial class Code
{
    /// <summary>The code without comments and without what stands in string literals.</summary>
    public static string WithoutCommentsAndTexts(string code) => Noise().Replace(code, static m => m.Value.StartsWith('/') ? " " : "\"\"");

    public static string WithoutTexts(string code) => Noise().Replace(code, static m => m.Value.StartsWith('/') ? m.Value : "\"\"");

    [GeneratedRegex(
        """
            "{3,}.*?"{3,}|\$*@\$*"(?:[^"]|"")*"|\$*"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|//[^\n]*|/\*.*?\*/
            """,
        RegexOptions.Singleline
    )]
    private static partial Regex Noise();
}
