namespace NeonFlow.Cli.Doctor;

/// <summary>The report for people, at 80 columns; a fix keeps its lines, so that it can be copied.</summary>
internal static class ReportText
{
    private const int Width = 80;

    public static IEnumerable<string> Lines(Report report)
    {
        yield return $"Database {report.Database} at {report.Host}";
        (string Name, string Value)[] judged =
        [
            ("role", report.Role ?? "not known"),
            ("publication", report.Publication ?? "not known"),
            ("slot", report.Slot ?? "not known"),
            ("watermarks table", report.WatermarksTable ?? "none"),
            ("tables", report.Tables.Count == 0 ? "none" : string.Join(", ", report.Tables)),
        ];
        foreach (var line in judged.SelectMany(static j => Wrapped(j.Value, $"  {j.Name, -16}  ")))
        {
            yield return line;
        }

        if (report.Discovered.Count > 0)
        {
            yield return "Nobody named these, and this is what there is:";
            foreach (var line in report.Discovered.SelectMany(static d => Wrapped(d, "  ", "    ")))
            {
                yield return line;
            }
        }

        foreach (var line in report.Findings.SelectMany(LinesOf).Concat(report.NotChecked.SelectMany(LinesOf)))
        {
            yield return line;
        }

        yield return "";
        yield return Summary(report);
    }

    private static IEnumerable<string> LinesOf(Finding finding)
    {
        yield return "";
        var where = finding.Where.Length == 0 ? "" : $" ({finding.Where})";
        foreach (var line in Wrapped($"{finding.Severity} {finding.Code}{where}: {finding.What}", ""))
        {
            yield return line;
        }

        foreach (var line in Wrapped(finding.Why, "  ").Concat(Wrapped($"see {finding.Docs}", "  ")))
        {
            yield return line;
        }

        if (finding.Fix is { Length: > 0 } fix)
        {
            yield return "  fix:";
            foreach (var line in fix.Split('\n'))
            {
                yield return $"    {line}";
            }
        }
    }

    private static IEnumerable<string> LinesOf(Gap gap)
    {
        yield return "";
        foreach (
            var line in Wrapped($"not checked: {gap.What}", "")
                .Concat(Wrapped($"because {gap.Because}", "  "))
                .Concat(gap.Codes.Count == 0 ? [] : Wrapped($"rules left out: {string.Join(", ", gap.Codes)}", "  "))
        )
        {
            yield return line;
        }
    }

    private static string Summary(Report report)
    {
        int Count(string severity) => report.Findings.Count(f => f.Severity == severity);
        string[] parts =
        [
            .. Counted(Count("error"), "error"),
            .. Counted(Count("warning"), "warning"),
            .. Counted(Count("info"), "note"),
            .. report.NotChecked.Count == 0 ? [] : new[] { $"{report.NotChecked.Count} not checked" },
        ];
        return parts.Length == 0 ? "Nothing is wrong." : $"{string.Join(", ", parts)}.";

        static string[] Counted(int count, string what) =>
            count == 0 ? []
            : count == 1 ? [$"1 {what}"]
            : [$"{count} {what}s"];
    }

    private static IEnumerable<string> Wrapped(string text, string first, string? others = null)
    {
        var indent = others ?? new string(' ', first.Length);
        var line = first;
        var isEmpty = true;
        foreach (var word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                yield return line;
                (line, isEmpty) = (indent, true);
            }

            line += isEmpty ? word : $" {word}";
            isEmpty = false;
        }

        yield return line;
    }
}
