using System.Text.RegularExpressions;

namespace NeonFlow.Wholesome.Tests;

/// <summary>The page about the engine's traps and the tests that keep them closed say the same.</summary>
public sealed partial class TrapTests
{
    private const string Page = "docs/engine-traps.md";

    [Fact]
    public void Every_trap_has_one_row_with_what_is_done_about_it()
    {
        var rows = Rows().Matches(Repository.Read(Page));
        Assert.Equal(
            Enumerable.Range(1, 18),
            rows.Select(static r => int.Parse(r.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))
        );
        Nothing.Wrong(
            rows.Where(static r => r.Groups[2].Value.Length < 20 || r.Groups[3].Value.Length < 20).Select(static r => r.Value),
            "rows that say nothing:"
        );
    }

    [Fact]
    public void Rows_and_marked_tests_are_the_same()
    {
        var told = Rows()
            .Matches(Repository.Read(Page))
            .SelectMany(static r => Names().Matches(r.Groups[4].Value).Select(n => $"{r.Groups[1].Value} {n.Groups[1].Value}"))
            .ToList();
        var marked = Repository.Sources("tests/").SelectMany(static f => Marked(f)).ToList();
        Nothing.Wrong(told.Except(marked), $"tests in {Page} that do not exist or do not bear the mark:");
        Nothing.Wrong(marked.Except(told), $"marked tests that {Page} does not have:");
        Nothing.Wrong(
            Enumerable
                .Range(1, 18)
                .Where(n => !marked.Any(m => m.StartsWith($"{n} ", StringComparison.Ordinal)))
                .Select(static n => $"trap {n}"),
            "traps without a test:"
        );
    }

    private static IEnumerable<string> Marked(string file)
    {
        var (holder, marks) = ("", new List<string>());
        foreach (var line in Repository.Lines(file))
        {
            if (Class().Match(line) is { Success: true } found)
            {
                holder = found.Groups[1].Value;
            }
            else if (Mark().Match(line) is { Success: true } mark)
            {
                marks.Add(mark.Groups[1].Value);
            }
            else if (Method().Match(line) is { Success: true } method)
            {
                foreach (var number in marks)
                {
                    yield return $"{number} {holder}.{method.Groups[1].Value}";
                }

                marks.Clear();
            }
        }
    }

    [GeneratedRegex(@"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Names();

    [GeneratedRegex(@"^(?:public|internal) [\w ]*class (\w+)")]
    private static partial Regex Class();

    [GeneratedRegex(@"^\s+\[Trap\((\d+)\)\]$")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^\s+public (?:async )?(?:Task|void) (\w+)\(")]
    private static partial Regex Method();
}
