using System.Globalization;
using System.Text;

namespace NeonFlow.Testing.Engine.Display;

/// <summary>A table at the bottom of a terminal that is drawn over again in its place.</summary>
/// <remarks>In pulumi/pulumi: treeRenderer (pkg/backend/display/tree.go).</remarks>
internal sealed class TerminalTable(TextWriter writer, Ink ink)
{
    private const int Gap = 2;

    /// <summary>The widest ellipsis of a running row: its room is kept, so that columns do not jump.</summary>
    private const int EllipsisWidth = 3;
    private const int StatusColumn = 3;

    private int _drawnLines;

    public void Enter() => writer.Write("\e[?25l");

    public void Leave() => writer.Write("\e[?25h");

    /// <summary>
    /// Draws the rows and what stands below them over the last frame; the final frame is whole, however small the terminal is.
    /// </summary>
    public void Draw(IReadOnlyList<string[]> rows, IReadOnlyList<string> footer, (int Width, int Height) size, bool final)
    {
        var widths = Enumerable
            .Range(0, rows[0].Length)
            .Select(c => rows.Max(r => Ink.Width(r[c])) + (c == StatusColumn && !final ? EllipsisWidth : 0))
            .ToArray();
        var lines = rows.Select(r => Aligned(r, widths)).ToList();

        // One line less than the terminal has: the cursor stands below the table.
        var room = Math.Max(2, size.Height - 1);
        if (!final && lines.Count + footer.Count > room)
        {
            var tail = footer.Count > room / 3 ? footer.TakeLast(room / 3).ToList() : [.. footer];
            var kept = Math.Max(1, room - tail.Count - 2);
            lines = [lines[0], .. lines.Skip(1).TakeLast(kept), ink.Resource("⬆ more"), .. tail];
        }
        else
        {
            lines.AddRange(footer);
        }

        var frame = new StringBuilder("\r");
        if (_drawnLines > 0)
        {
            frame.Append(CultureInfo.InvariantCulture, $"\e[{_drawnLines}A");
        }

        foreach (var line in lines)
        {
            frame.Append(Ink.Clip(line, Math.Max(0, size.Width - 1))).Append("\e[K\n");
        }

        frame.Append("\e[J");
        _drawnLines = lines.Count;
        if (final)
        {
            frame.Append("\n\e[?25h");
            _drawnLines = 0;
        }

        writer.Write(frame.ToString());
    }

    private static string Aligned(string[] columns, int[] widths)
    {
        var line = new StringBuilder(" ").Append(columns[0]);
        for (var i = 1; i < columns.Length; i++)
        {
            // The mark's column has no gap of its own.
            line.Append(' ', widths[i - 1] - Ink.Width(columns[i - 1]) + (i == 1 ? 1 : Gap)).Append(columns[i]);
        }

        return line.ToString().TrimEnd();
    }
}
