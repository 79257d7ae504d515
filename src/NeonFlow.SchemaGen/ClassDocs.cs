using System.Text;
using System.Text.RegularExpressions;

namespace NeonFlow.SchemaGen;

/// <summary>The first section of a page as C# documentation: what an editor shows of a class.</summary>
internal static partial class ClassDocs
{
    private const string Bullet = "* ";
    private const string Fence = "```";

    /// <summary>The remarks of a class.</summary>
    /// <param name="prose">The page, in Markdown.</param>
    public static string Remarks(string prose)
    {
        var text = new StringBuilder("<remarks>\n");
        foreach (var block in Blocks(prose))
        {
            if (block.StartsWith(Fence, StringComparison.Ordinal))
            {
                var code = block[(block.IndexOf('\n') + 1)..block.LastIndexOf('\n')];
                text.Append("<code>\n").Append(Escape(code)).Append("\n</code>\n");
            }
            else if (block.StartsWith(Bullet, StringComparison.Ordinal))
            {
                text.Append("<list type=\"bullet\">\n");
                foreach (var item in block.Split("\n" + Bullet))
                {
                    text.Append($"<item><description>{Line(item.TrimStart('*', ' '))}</description></item>\n");
                }

                text.Append("</list>\n");
            }
            else
            {
                text.Append($"<para>{Line(block)}</para>\n");
            }
        }

        return text.Append("</remarks>").ToString();
    }

    /// <summary>An example of a class.</summary>
    /// <param name="code">A whole program.</param>
    public static string Example(string code) => $"<example>\n<code>\n{Escape(code.TrimEnd())}\n</code>\n</example>";

    // Up to the first heading; a fence is one block, whatever stands in it, and a list begins one.
    private static IEnumerable<string> Blocks(string prose)
    {
        var first = FirstHeading().Split(prose)[0];
        foreach (var part in Fences().Split(first))
        {
            if (part.StartsWith(Fence, StringComparison.Ordinal))
            {
                yield return part;
                continue;
            }

            foreach (var block in BlockStart().Split(part).Select(static b => b.Trim()).Where(static b => b.Length > 0))
            {
                yield return block;
            }
        }
    }

    private static string Line(string text) =>
        Marks()
            .Replace(
                Escape(Link().Replace(text.ReplaceLineEndings(" "), "$1")),
                static m => m.Groups["code"] is { Success: true, Value: var code } ? $"<c>{code}</c>" : $"<b>{m.Groups["bold"].Value}</b>"
            );

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    [GeneratedRegex(@"^## ", RegexOptions.Multiline)]
    private static partial Regex FirstHeading();

    [GeneratedRegex(@"(^```[\s\S]*?^```$)", RegexOptions.Multiline)]
    private static partial Regex Fences();

    // An empty line, or the first line of a list below a paragraph.
    [GeneratedRegex(@"\n\s*\n|(?<=^(?!\* ).+)\n(?=\* )", RegexOptions.Multiline)]
    private static partial Regex BlockStart();

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]+\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<code>[^`]+)`|\*\*(?<bold>[^*]+)\*\*")]
    private static partial Regex Marks();
}
