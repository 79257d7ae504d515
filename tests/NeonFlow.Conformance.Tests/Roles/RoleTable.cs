using System.Globalization;
using System.Text;

namespace NeonFlow.Conformance.Tests.Roles;

/// <summary>Prints cells: a line for each connecting role and verb, a column for each resource.</summary>
internal static class RoleTable
{
    public static string Print(string title, IReadOnlyList<RoleCell> cells)
    {
        var lines = new List<string[]> { (string[])["connecting role", "verb", .. RoleMatrix.Tokens.Select(Bare)] };
        foreach (var line in cells.GroupBy(static c => (c.Role, c.Verb)))
        {
            lines.Add([
                line.Key.Role,
                line.Key.Verb.ToString(),
                .. RoleMatrix.Tokens.Select(t => line.FirstOrDefault(c => c.Token == t)?.Short ?? ""),
            ]);
        }

        var widths = Enumerable.Range(0, lines[0].Length).Select(i => lines.Max(l => l[i].Length)).ToList();
        var text = new StringBuilder(title).Append('\n');
        foreach (var line in lines)
        {
            text.AppendJoin("  ", line.Select((cell, i) => cell.PadRight(widths[i]))).Append('\n');
        }

        return text.AppendFormat(CultureInfo.InvariantCulture, "{0} of {1} cells equal\n", cells.Count(static c => c.IsEqual), cells.Count)
            .ToString();
    }

    private static string Bare(string token) => token[(token.LastIndexOf(':') + 1)..];
}
