using System.Text.Json;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Engine.Display;

namespace NeonFlow.Cli.Local;

/// <summary>Documents as rows under their columns, cut to the width of the terminal.</summary>
internal static class RowTable
{
    private const int Gap = 2;
    private const int Widest = 40;

    /// <summary>The lines of the table, the heading first.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<JsonObject> rows)
    {
        var columns = rows.SelectMany(static r => r.Select(static m => m.Key))
            .Where(static name => name != "_meta")
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return Lines(columns, rows.Select(r => columns.Select(c => Text(r, c)).ToArray()));
    }

    /// <summary>The same of cells, for columns that may bear one name twice.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<string> columns, IEnumerable<string[]> rows)
    {
        var width = Console.IsOutputRedirected ? int.MaxValue : DisplayOptions.ConsoleSize().Width;
        List<string[]> cells =
        [
            [.. columns],
            .. rows,
        ];
        var widths = columns.Select((_, i) => Math.Min(Widest, cells.Max(line => OneLine(line[i]).Length))).ToArray();
        foreach (var line in cells)
        {
            var text = string.Concat(line.Select((cell, i) => Cut(OneLine(cell), widths[i]).PadRight(widths[i] + Gap))).TrimEnd();
            yield return Cut(text, width);
        }
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + "…";

    private static string OneLine(string cell) => cell.ReplaceLineEndings(" ");

    private static string Text(JsonObject row, string column) =>
        row[column] switch
        {
            null => "",
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            var other => other.ToJsonString(),
        };
}
