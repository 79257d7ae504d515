using System.Text.RegularExpressions;
using NeonFlow.Pulumi.Testing.Engine;
using NeonFlow.Pulumi.Testing.Engine.Display;

namespace NeonFlow.Pulumi.Testing.Tests.Display;

/// <summary>The displays print what the real CLI printed, for every recorded step whose events were recorded too.</summary>
public sealed partial class RecordedTextTests
{
    /// <summary>What a signal does to the terminal is no event of the recording.</summary>
    private static readonly HashSet<(string, int)> Signalled = [("15-interrupt", 0), ("15-interrupt", 2), ("15-interrupt", 4)];

    public static TheoryData<string, int> Steps()
    {
        var steps = new TheoryData<string, int>();
        foreach (var file in Directory.GetFiles(RecordedRun.Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal))
        {
            foreach (var run in RecordedRun.Load(file).Where(r => r.Printed is not null && r.EngineEvents.Count > 0 && !Signalled.Contains((file, r.Index))))
            {
                steps.Add(file, run.Index);
            }
        }

        return steps;
    }

    [Fact]
    public void Recordings_hold_steps_of_every_kind()
    {
        Assert.True(Steps().Count() > 200, "the recorded runs are not where the tests look for them");
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Prints_what_the_real_one_printed(string capture, int step)
    {
        var run = RecordedRun.Load(capture)[step];
        using var text = new StringWriter();
        var options = new DisplayOptions
        {
            Operation = run.Kind,
            IsPreview = run.IsPreview,
            Stack = "dev",
            Project = "proj",
            Time = new StillTime(),
        };
        IEngineDisplay display = run.Arguments.Contains("--diff") ? new DiffDisplay(text, options, TextWriter.Null) : new ProgressDisplay(text, options);
        foreach (var engineEvent in RecordedEvents.Of(run))
        {
            display.On(engineEvent);
        }

        AssertSame(run, text.ToString());
    }

    /// <summary>An interrupted update: after so many seconds somebody presses ^C, and some more seconds pass until the step ends.</summary>
    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(2, 1, 2)]
    public void Prints_dots_and_the_engine_s_own_messages_while_something_waits(int step, int secondsBefore, int secondsAfter)
    {
        var run = RecordedRun.Load("15-interrupt")[step];
        using var text = new StringWriter();
        var time = new StillTime();
        using var display = new ProgressDisplay(text, new DisplayOptions { Stack = "dev", Project = "proj", Time = time });
        foreach (var engineEvent in RecordedEvents.Of(run))
        {
            display.On(engineEvent);
            if (engineEvent is ResourcePreEvent { Metadata.Urn.Name: "a" })
            {
                time.Advance(TimeSpan.FromSeconds(secondsBefore));
                display.On(new StdoutEvent(
                    "^C received; cancelling. If you would like to terminate immediately, press ^C again.\n"
                    + "Note that terminating immediately may lead to orphaned resources and other inconsistencies.\n"));
                time.Advance(TimeSpan.FromSeconds(secondsAfter));
            }
        }

        AssertSame(run, text.ToString());
    }

    private static void AssertSame(RecordedRun run, string text)
    {
        // "up" with a preview of its own prints two operations; the events are those of the second.
        var printed = run.Printed!;
        var from = run.Operation == "up+preview" ? printed.ToList().FindIndex(l => l.StartsWith("Updating (", StringComparison.Ordinal)) : 0;
        var expected = Comparable(printed.Skip(from));
        var actual = Comparable(text.Split('\n'));
        if (!SameButForOrder(expected, actual))
        {
            Assert.Equal(string.Join('\n', expected), string.Join('\n', actual));
        }
    }

    /// <summary>Lines with every duration made equal, and without the sign of zero, which the recorded states have lost.</summary>
    private static List<string> Comparable(IEnumerable<string> lines) =>
        [.. lines.Select(l => Durations().Replace(Fractions().Replace(l, "(0s)"), "Duration: 1s").Replace(": -0 => ", ": 0 => ", StringComparison.Ordinal))];

    /// <summary>
    /// Diagnostics are grouped in no fixed order of resources, and so are the rows that were still open at the end; anything else must be in order.
    /// </summary>
    private static bool SameButForOrder(List<string> expected, List<string> actual)
    {
        var (expectedRows, expectedGroups, expectedRest) = Parts(expected);
        var (actualRows, actualGroups, actualRest) = Parts(actual);
        var inOrder = expectedRows.Zip(actualRows).TakeWhile(p => p.First == p.Second).Count();
        return expectedRest.SequenceEqual(actualRest)
            && expectedGroups.Order(StringComparer.Ordinal).SequenceEqual(actualGroups.Order(StringComparer.Ordinal))
            && expectedRows.Skip(inOrder).All(r => Closing().IsMatch(r))
            && expectedRows.Skip(inOrder).Order(StringComparer.Ordinal).SequenceEqual(actualRows.Skip(inOrder).Order(StringComparer.Ordinal));
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

    [GeneratedRegex(@"^Duration: .*$")]
    private static partial Regex Durations();

    /// <summary>A row that an operation prints when it ends: of the stack, or with a count of what was said.</summary>
    [GeneratedRegex(@"pulumi:pulumi:Stack | \d+ (error|warning|message)s?$")]
    private static partial Regex Closing();
}
