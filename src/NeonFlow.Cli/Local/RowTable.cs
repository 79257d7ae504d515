using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Cli.Local;

/// <summary>Documents as rows under their columns, cut to the width of the terminal.</summary>
internal static class RowTable
{
    private const int Gap = 2;
    private const int Widest = 40;

    /// <summary>The lines of the table, the heading first.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<JsonObject> rows)
    {
        var width = Console.IsOutputRedirected ? int.MaxValue : Console.WindowWidth;
        var columns = rows.SelectMany(static r => r.Select(static m => m.Key))
            .Where(static name => name != "_meta")
            .Distinct(StringComparer.Ordinal)
            .ToList();
        List<string[]> cells =
        [
            [.. columns],
            .. rows.Select(r => columns.Select(c => Text(r, c)).ToArray()),
        ];
        var widths = columns.Select((_, i) => Math.Min(Widest, cells.Max(line => line[i].Length))).ToArray();
        foreach (var line in cells)
        {
            var text = string.Concat(line.Select((cell, i) => Cut(cell, widths[i]).PadRight(widths[i] + Gap))).TrimEnd();
            yield return Cut(text, width);
        }
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + "…";

    private static string Text(JsonObject row, string column) =>
        row[column] switch
        {
            null => "",
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>().ReplaceLineEndings(" "),
            var other => other.ToJsonString(),
        };
}
