namespace NeonFlow.Testing.Engine.Display;

/// <summary>Which lines of a text were removed, added and kept.</summary>
/// <remarks>In pulumi/pulumi: propertyPrinter.printTextDiff (pkg/backend/display/object_diff.go).</remarks>
internal static class LineDifference
{
    /// <summary>Beyond so many pairs of lines the middle is shown as removed and added as a whole.</summary>
    private const long MaximumPairs = 16_000_000;

    /// <summary>Lines that are all kept (same), removed (delete) or added (create).</summary>
    public sealed record Run(StepOp Op, IReadOnlyList<string> Lines);

    public static int CommonStart<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : IEquatable<T> => a.CommonPrefixLength(b);

    public static int CommonStart(string a, string b) => CommonStart(a.AsSpan(), b.AsSpan());

    public static int CommonEnd(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var length = 0;
        while (length < a.Length && length < b.Length && a[^(length + 1)] == b[^(length + 1)])
        {
            length++;
        }

        return length;
    }

    public static IReadOnlyList<Run> Compute(string old, string @new)
    {
        var a = Lines(old);
        var b = Lines(@new);
        var start = CommonStart<string>(a, b);
        var end = 0;
        while (end < a.Length - start && end < b.Length - start && a[^(end + 1)] == b[^(end + 1)])
        {
            end++;
        }

        var runs = new List<Run>();
        Add(runs, StepOp.Same, a[..start]);
        Middle(runs, a[start..^end], b[start..^end]);
        Add(runs, StepOp.Same, a[^end..]);
        return runs;
    }

    private static void Middle(List<Run> runs, string[] a, string[] b)
    {
        if ((long)a.Length * b.Length > MaximumPairs)
        {
            Add(runs, StepOp.Delete, a);
            Add(runs, StepOp.Create, b);
            return;
        }

        // length[i, j]: the longest common subsequence of what is left from line i of a and line j of b.
        var length = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
            {
                length[i, j] = a[i] == b[j] ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
            }
        }

        var (removed, added) = (new List<string>(), new List<string>());
        var (x, y) = (0, 0);
        while (x < a.Length || y < b.Length)
        {
            if (x < a.Length && y < b.Length && a[x] == b[y])
            {
                Flush();
                Add(runs, StepOp.Same, [a[x]]);
                (x, y) = (x + 1, y + 1);
            }
            else if (x < a.Length && (y == b.Length || length[x + 1, y] >= length[x, y + 1]))
            {
                removed.Add(a[x++]);
            }
            else
            {
                added.Add(b[y++]);
            }
        }

        Flush();

        void Flush()
        {
            Add(runs, StepOp.Delete, [.. removed]);
            Add(runs, StepOp.Create, [.. added]);
            removed.Clear();
            added.Clear();
        }
    }

    private static void Add(List<Run> runs, StepOp op, string[] lines)
    {
        if (lines.Length == 0)
        {
            return;
        }

        if (runs.Count > 0 && runs[^1].Op == op)
        {
            runs[^1] = new Run(op, [.. runs[^1].Lines, .. lines]);
        }
        else
        {
            runs.Add(new Run(op, lines));
        }
    }

    /// <summary>Each with its line end, because a last line without one is another line.</summary>
    private static string[] Lines(string text)
    {
        var lines = text.Split('\n');
        var ended = lines[..^1].Select(l => l + "\n");
        return [.. lines[^1].Length > 0 ? ended.Append(lines[^1]) : ended];
    }
}
