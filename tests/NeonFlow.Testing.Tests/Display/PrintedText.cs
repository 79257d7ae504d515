using System.Text.RegularExpressions;

namespace NeonFlow.Testing.Tests.Display;

/// <summary>Compares printed text with recorded text, but for durations and for the order of what has none.</summary>
internal static partial class PrintedText
{
    /// <summary>
    /// The two texts where they differ, else null; rows of different resources may have come in any order where steps ran at once.
    /// </summary>
    public static string? Difference(IReadOnlyList<string> recorded, string text, bool atOnce = false)
    {
        var expected = Comparable(recorded);
        var actual = Comparable(text.Split('\n'));
        return SameButForOrder(expected, actual) || (atOnce && SameButForOrder(ByResource(expected), ByResource(actual)))
            ? null
            : $"printed, recorded:\n{string.Join('\n', expected)}\nnow:\n{string.Join('\n', actual)}";
    }

    /// <summary>
    /// Lines with every duration made equal, those left out that only say that something lasts, and without the sign of zero, which the
    /// recorded states have lost.
    /// </summary>
    private static List<string> Comparable(IEnumerable<string> lines) =>
        [
            .. lines
                .Where(l => !Waiting().IsMatch(l))
                .Select(l =>
                    Durations()
                        .Replace(Fractions().Replace(l, "(0s)"), "Duration: 1s")
                        .Replace(": -0 => ", ": 0 => ", StringComparison.Ordinal)
                ),
        ];

    /// <summary>
    /// Diagnostics are grouped in no fixed order of resources, and so are the rows that were still open at the end; anything else must be
    /// in order.
    /// </summary>
    private static bool SameButForOrder(List<string> expected, List<string> actual)
    {
        var (expectedRows, expectedGroups, expectedRest) = Parts(expected);
        var (actualRows, actualGroups, actualRest) = Parts(actual);
        var inOrder = expectedRows.Zip(actualRows).TakeWhile(p => p.First == p.Second).Count();
        return expectedRest.SequenceEqual(actualRest)
            && expectedGroups.Order(StringComparer.Ordinal).SequenceEqual(actualGroups.Order(StringComparer.Ordinal))
            && expectedRows.Skip(inOrder).All(r => Closing().IsMatch(r))
            && expectedRows
                .Skip(inOrder)
                .Order(StringComparer.Ordinal)
                .SequenceEqual(actualRows.Skip(inOrder).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// The rows of each resource together, their own order kept; those of the stack, which may be closing ones, at the end.
    /// </summary>
    private static List<string> ByResource(List<string> lines)
    {
        var first = lines.FindIndex(l => l.Length == 0) + 1;
        var end = lines.FindIndex(l => l is "Diagnostics:" or "Outputs:" or "Resources:");
        return end < first
            ? lines
            :
            [
                .. lines[..first],
                .. lines[first..end]
                    .OrderBy(l => l.Contains("pulumi:pulumi:Stack ", StringComparison.Ordinal))
                    .ThenBy(l => string.Join(' ', l.Length > 4 ? l[4..].Split(' ').Take(2) : []), StringComparer.Ordinal),
                .. lines[end..],
            ];
    }

    private static (List<string> Rows, List<string> Groups, List<string> Ending) Parts(List<string> lines)
    {
        var end = lines.FindIndex(l => l is "Diagnostics:" or "Outputs:" or "Resources:");
        end = end < 0 ? lines.Count : end;
        if (end == lines.Count || lines[end] != "Diagnostics:")
        {
            return (lines[..end], [], lines[end..]);
        }

        var next = lines.FindIndex(end, l => l is "Outputs:" or "Resources:");
        next = next < 0 ? lines.Count : next;
        var groups = new List<string>();
        foreach (var line in lines[(end + 1)..next])
        {
            if (line.StartsWith("  ", StringComparison.Ordinal) && line.Length > 2 && line[2] != ' ')
            {
                groups.Add(line);
            }
            else if (groups.Count > 0)
            {
                groups[^1] += "\n" + line;
            }
        }

        return (lines[..end], groups, ["Diagnostics:", .. lines[next..]]);
    }

    [GeneratedRegex(@"\(\d+(\.\d\d)?s\)")]
    private static partial Regex Fractions();

    [GeneratedRegex(@"^@ [a-z ]+\.+$")]
    private static partial Regex Waiting();

    [GeneratedRegex(@"^Duration: .*$")]
    private static partial Regex Durations();

    /// <summary>A row that an operation prints when it ends: of the stack, or with a count of what was said.</summary>
    [GeneratedRegex(@"pulumi:pulumi:Stack | \d+ (error|warning|message)s?$")]
    private static partial Regex Closing();
}
