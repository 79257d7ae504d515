using System.Globalization;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Engine.Display;

namespace NeonFlow.Testing.Tests.Display;

/// <summary>The displays print what the real CLI printed, for every recorded step whose events were recorded too.</summary>
public sealed class RecordedTextTests
{
    public static TheoryData<string, int> Steps()
    {
        var steps = new TheoryData<string, int>();
        foreach (
            var file in Directory
                .GetFiles(RecordedRun.Folder, "*.json")
                .Select(f => Path.GetFileNameWithoutExtension(f)!)
                .Order(StringComparer.Ordinal)
        )
        {
            foreach (var run in RecordedRun.Load(file).Where(r => r.Printed is not null && r.EngineEvents.Count > 0 && !r.IsSignalled))
            {
                steps.Add(file, run.Index);
            }
        }

        return steps;
    }

    [Fact]
    public void Recordings_hold_steps_of_every_kind() =>
        Assert.Equal(
            Enum.GetValues<OperationKind>(),
            Steps().Select(static s => RecordedRun.Load(s.Data.Item1)[s.Data.Item2].Kind).Distinct().Order()
        );

    [Theory]
    [MemberData(nameof(Steps))]
    public void Prints_what_the_real_one_printed(string capture, int step)
    {
        var run = RecordedRun.Load(capture)[step];
        AssertSame(run, Render(run, RecordedEvents.Of(run)));
    }

    /// <summary>
    /// Of steps that were run with arguments as given no events were recorded; here they are named in a short form, as the engine sends
    /// them in the recorded steps of the same kind.
    /// </summary>
    [Theory]
    [InlineData(
        "07-refresh",
        2,
        "begin refresh stack, done same stack, begin refresh a, begin refresh b, begin refresh c, done delete c, done same b, done "
            + "update a ~size",
        "delete 1, same 2, update 1"
    )]
    [InlineData(
        "07-refresh",
        3,
        "begin refresh stack, done same stack, begin refresh a, begin refresh b, begin refresh c, done update a ~size, done delete c, "
            + "done same b",
        "delete 1, same 2, update 1"
    )]
    [InlineData(
        "07-refresh",
        15,
        "begin delete b, done delete b, begin delete a, done delete a, begin delete c, done delete c, begin delete stack, done delete "
            + "stack",
        "delete 4"
    )]
    [InlineData(
        "20-stale-config",
        6,
        "begin refresh stack, done update stack, begin same stack, begin refresh a, done same a, done same stack",
        "same 2"
    )]
    [InlineData(
        "20-stale-config",
        8,
        "begin refresh a, done refresh a, begin delete a, done delete a, begin delete stack, done delete stack",
        "delete 2"
    )]
    public void Prints_what_the_real_one_printed_where_events_are_known_by_kind(string capture, int step, string events, string summary)
    {
        var run = RecordedRun.Load(capture)[step];
        var all = new JsonArray([.. events.Split(", ").Select(e => Event(e.Split(' '))), Changes(summary)]);
        AssertSame(run, Render(run, RecordedEvents.Of(run, all)));

        static JsonObject Event(string[] words)
        {
            var recorded = new JsonObject
            {
                ["event"] = words[0],
                ["op"] = words[1],
                ["urn"] =
                    words[2] == "stack"
                        ? "urn:pulumi:dev::proj::pulumi:pulumi:Stack::proj-dev"
                        : "urn:pulumi:dev::proj::rec:index:Thing::" + words[2],
            };
            if (words is [.., ['~', .. var property]])
            {
                recorded["diffs"] = new JsonArray(property);
                recorded["detailedDiff"] = new JsonObject
                {
                    [property] = new JsonObject { ["diffKind"] = "update", ["inputDiff"] = true },
                };
            }

            return recorded;
        }

        static JsonObject Changes(string summary) =>
            new()
            {
                ["event"] = "summary",
                ["maybeCorrupt"] = false,
                ["resourceChanges"] = new JsonObject(
                    summary
                        .Split(", ")
                        .Select(s => s.Split(' '))
                        .Select(s => KeyValuePair.Create(s[0], (JsonNode?)int.Parse(s[1], CultureInfo.InvariantCulture)))
                ),
            };
    }

    private static string Render(RecordedRun run, IEnumerable<EngineEvent> events)
    {
        using var text = new StringWriter();
        var options = new DisplayOptions
        {
            Operation = run.Kind,
            IsPreview = run.IsPreview,
            Stack = run.Stack,
            Project = "proj",
            Time = new StillTime(),
        };
        IEngineDisplay display = run.Arguments.Contains("--diff")
            ? new DiffDisplay(text, options, TextWriter.Null)
            : new ProgressDisplay(text, options);
        foreach (var engineEvent in events)
        {
            display.On(engineEvent);
        }

        return text.ToString();
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
        using var display = new ProgressDisplay(
            text,
            new DisplayOptions
            {
                Stack = run.Stack,
                Project = "proj",
                Time = time,
            }
        );
        foreach (var engineEvent in RecordedEvents.Of(run))
        {
            display.On(engineEvent);
            if (engineEvent is ResourcePreEvent { Metadata.Urn.Name: "a" })
            {
                time.Advance(TimeSpan.FromSeconds(secondsBefore));
                display.On(
                    new StdoutEvent(
                        "^C received; cancelling. If you would like to terminate immediately, press ^C again.\n"
                            + "Note that terminating immediately may lead to orphaned resources and other inconsistencies.\n"
                    )
                );
                time.Advance(TimeSpan.FromSeconds(secondsAfter));
            }
        }

        AssertSame(run, text.ToString());
    }

    private static void AssertSame(RecordedRun run, string text)
    {
        // "up" with a preview of its own prints two operations; the events are those of the second.
        var printed = run.Printed!;
        var from =
            run.Operation == "up+preview" ? printed.ToList().FindIndex(l => l.StartsWith("Updating (", StringComparison.Ordinal)) : 0;
        Assert.Null(PrintedText.Difference([.. printed.Skip(from)], text));
    }
}
