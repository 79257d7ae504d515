using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Engine.Display;
using static NeonFlow.Testing.Tests.Display.Events;

namespace NeonFlow.Testing.Tests.Display;

public sealed class ProgressDisplayTests
{
    private readonly StillTime _time = new();
    private readonly StringWriter _text = new();

    [Fact]
    public void A_log_tells_elapsed_seconds_and_the_last_status_of_a_running_row()
    {
        using var display = Display();
        display.On(Begin(Step(StepOp.Create, Thing("orders"))));
        _time.Advance(TimeSpan.FromSeconds(3));
        display.On(Status(Thing("orders"), "backfilling 2/8"));

        Assert.Equal(
            "Updating (dev):\n +  neonflow:index:Capture orders creating (0s) \n@ updating......\n +  neonflow:index:Capture orders "
                + "creating (3s) backfilling 2/8\n",
            _text.ToString()
        );
    }

    [Fact]
    public void Suppressed_progress_prints_no_dots()
    {
        using var display = Display(o => o with { SuppressProgress = true });
        display.On(Begin(Step(StepOp.Create, Thing("orders"))));
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.DoesNotContain("@", _text.ToString());
    }

    [Fact]
    public void Nothing_ticks_after_the_end()
    {
        using var display = Display();
        display.On(Begin(Step(StepOp.Create, Thing("orders"))));
        display.On(new EndEvent(false));
        var printed = _text.ToString();
        _time.Advance(TimeSpan.FromMinutes(1));
        display.On(Status(Thing("orders"), "late"));

        Assert.Equal(printed, _text.ToString());
    }

    [Fact]
    public void A_row_that_never_came_to_an_end_is_called_interrupted()
    {
        using var display = Display();
        display.On(Begin(Step(StepOp.Create, Thing("orders"))));
        display.On(new EndEvent(false));

        Assert.Contains(" +  neonflow:index:Capture orders creating (interrupted) \n", _text.ToString());
    }

    [Fact]
    public void Outputs_of_an_update_show_what_changed_and_no_secret()
    {
        using var display = Display();
        var old = State(Stack, outputs: Map(("address", "a"), ("gone", "x"), ("token", Secret("hunter2"))));
        var @new = State(Stack, outputs: Map(("address", "b"), ("added", 1d), ("token", Secret("hunter3"))));
        display.On(Begin(Step(StepOp.Same, Stack, old, State(Stack))));
        display.On(Done(Step(StepOp.Same, Stack, old, @new)));
        display.On(Summary(false, (StepOp.Same, 1)));
        display.On(new EndEvent(true));

        Assert.EndsWith(
            "Outputs:\n  + added  : 1\n  ~ address: \"a\" => \"b\"\n  - gone   : \"x\"\n    token  : [secret]\n\nResources:\n    1 "
                + "unchanged\n\nDuration: 1m5s\n\n",
            _text.ToString()
        );
    }

    [Fact]
    public void Outputs_that_a_preview_cannot_know_are_no_changes()
    {
        using var display = Display(o => o with { IsPreview = true, Operation = OperationKind.Preview });
        var old = State(Stack, outputs: Map(("address", "a"), ("list", List("x"))));
        var @new = State(Stack, outputs: Map(("address", PropertyValue.Unknown), ("list", List("x", "y"))));
        display.On(Begin(Step(StepOp.Same, Stack, old, State(Stack)), planning: true));
        display.On(Done(Step(StepOp.Same, Stack, old, @new), planning: true));
        display.On(new EndEvent(true));

        Assert.Contains("Outputs:\n  ~ list: [\n        [0]: \"x\"\n      + [1]: \"y\"\n    ]\n", _text.ToString());
        Assert.DoesNotContain("address", _text.ToString());
    }

    [Fact]
    public void Text_of_a_process_is_one_text_however_it_comes_in_pieces()
    {
        using var display = Display();
        display.On(Begin(Step(StepOp.Same, Stack, State(Stack))));
        display.On(new DiagnosticEvent(default, "", "one \n", DiagnosticSeverity.Info, 7, false));
        display.On(new DiagnosticEvent(default, "", "line\n\n", DiagnosticSeverity.Info, 7, false));
        display.On(new DiagnosticEvent(default, "", "another\n\n", DiagnosticSeverity.Info, 7, false));
        display.On(new EndEvent(true));

        Assert.Contains("Diagnostics:\n  pulumi:pulumi:Stack (shop-dev):\n    one line\n    another\n\n", _text.ToString());
    }

    [Fact]
    public void Debug_messages_are_shown_only_when_asked_for()
    {
        var debug = new DiagnosticEvent(Thing("orders"), "debug: ", "plumbing\n", DiagnosticSeverity.Debug, 0, false);
        using (var display = Display())
        {
            display.On(debug);
            Assert.DoesNotContain("plumbing", _text.ToString());
        }

        using (var display = Display(o => o with { Debug = true }))
        {
            display.On(debug);
            Assert.Contains("debug: plumbing", _text.ToString());
        }
    }

    [Fact]
    public void Config_is_listed_when_asked_for()
    {
        using var display = Display(o => o with { ShowConfig = true });
        display.On(
            new PreludeEvent(
                OperationKind.Update,
                false,
                "shop",
                "dev",
                new Dictionary<string, string> { ["shop:b"] = "[secret]", ["shop:a"] = "1" }
            )
        );

        Assert.Equal("Updating (dev):\nConfiguration:\n    shop:a: 1\n    shop:b: [secret]\n\n", _text.ToString());
    }

    [Theory]
    [InlineData(OperationKind.Preview, true, "Previewing update (dev):")]
    [InlineData(OperationKind.Update, true, "Previewing update (dev):")]
    [InlineData(OperationKind.Update, false, "Updating (dev):")]
    [InlineData(OperationKind.Refresh, true, "Previewing refresh (dev):")]
    [InlineData(OperationKind.Refresh, false, "Refreshing (dev):")]
    [InlineData(OperationKind.Destroy, true, "Previewing destroy (dev):")]
    [InlineData(OperationKind.Destroy, false, "Destroying (dev):")]
    public void Headline_names_the_operation(OperationKind operation, bool preview, string headline)
    {
        using var display = Display(o => o with { Operation = operation, IsPreview = preview });
        display.On(new EndEvent(false));

        Assert.Equal(headline, _text.ToString().Split('\n')[0]);
    }

    [Fact]
    public void What_to_do_with_an_empty_stack_is_said_only_after_a_destroy_that_succeeded()
    {
        using (var display = Display(o => o with { Operation = OperationKind.Destroy }))
        {
            display.On(new EndEvent(false));
            Assert.DoesNotContain("pulumi stack rm", _text.ToString());
        }

        using (var display = Display(o => o with { Operation = OperationKind.Destroy }))
        {
            display.On(new EndEvent(true));
            Assert.EndsWith("If you want to remove the stack completely, run `pulumi stack rm dev`.\n", _text.ToString());
        }
    }

    [Fact]
    public void Colours_are_escapes_around_the_same_text()
    {
        using (var plain = Display())
        {
            Play(plain);
        }

        var expected = _text.ToString();
        _text.GetStringBuilder().Clear();
        using (var coloured = Display(o => o with { Color = true }))
        {
            Play(coloured);
        }

        Assert.Contains("\e[38;5;1merror: \e[0m", _text.ToString());
        Assert.Equal(expected, System.Text.RegularExpressions.Regex.Replace(_text.ToString(), "\e\\[[0-9;]*m", ""));

        static void Play(ProgressDisplay display)
        {
            var old = State(Thing("orders"), Map(("size", 1d), ("name", "a")), id: "1");
            var update = Step(StepOp.Update, Thing("orders"), old, State(Thing("orders"), Map(("size", 2d), ("more", true))));
            display.On(Begin(update));
            display.On(Error(Thing("orders"), "no luck"));
            display.On(new ResourceOperationFailedEvent(update));
            display.On(Summary(false, (StepOp.Same, 1)));
            display.On(new EndEvent(false));
        }
    }

    [Fact]
    public void A_terminal_s_table_is_drawn_over_again_with_a_tree_and_running_seconds()
    {
        using var display = Display(o => o with { Interactive = true });
        display.On(Begin(Step(StepOp.Create, Stack)));
        display.On(Begin(Step(StepOp.Create, Thing("orders"))));
        display.On(Status(Thing("orders"), "backfilling 2/8"));
        display.On(Begin(Step(StepOp.Create, Thing("users"))));
        _time.Advance(TimeSpan.FromSeconds(2.05));
        var (first, last) = (Screen(_text.ToString(), "creating (0s)"), Screen(_text.ToString(), null));

        Assert.Contains("├─ neonflow:index:Capture  orders    creating (0s)     backfilling 2/8", first);
        Assert.Contains("├─ neonflow:index:Capture  orders    creating (2s)..     backfilling 2/8", last);
        Assert.Contains("└─ neonflow:index:Capture  users     creating (2s)..", last);
        Assert.Equal(4, last.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1);

        display.On(Done(Step(StepOp.Create, Thing("orders"))));
        display.On(Done(Step(StepOp.Create, Thing("users"))));
        display.On(Done(Step(StepOp.Create, Stack)));
        display.On(Summary(false, (StepOp.Create, 3)));
        display.On(new EndEvent(true));
        var final = Screen(_text.ToString(), null);

        Assert.Contains("created (2s)", final);
        Assert.DoesNotContain("backfilling", final);
        Assert.DoesNotContain("creating", final);
        Assert.EndsWith("Resources:\n    + 3 created\n\nDuration: 1m5s\n\n", final);
        Assert.Contains("\e[?25h", _text.ToString());
    }

    [Fact]
    public void A_small_terminal_gets_the_last_rows_while_it_runs_and_all_in_the_end()
    {
        using var display = Display(o => o with { Interactive = true, TerminalSize = () => (40, 6) });
        display.On(Begin(Step(StepOp.Create, Stack)));
        for (var i = 0; i < 20; i++)
        {
            display.On(Begin(Step(StepOp.Create, Thing($"t{i}"))));
        }

        _time.Advance(TimeSpan.FromSeconds(0.2));
        var running = Screen(_text.ToString(), null).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        display.On(new EndEvent(false));
        var final = Screen(_text.ToString(), null);

        Assert.True(running.Length <= 6, string.Join('\n', running));
        Assert.All(running, l => Assert.True(l.Length < 40, l));
        Assert.Contains(running, l => l.Contains("t19", StringComparison.Ordinal));
        Assert.Contains("t0 ", final);
        Assert.Contains("t19 ", final);
    }

    [Fact]
    public void A_table_has_one_row_of_the_stack_also_when_its_resources_come_first()
    {
        using var display = Display(o => o with { Interactive = true });
        display.On(Begin(Step(StepOp.Refresh, Thing("orders"), State(Thing("orders")))));
        display.On(Begin(Step(StepOp.Same, Stack, State(Stack))));
        display.On(new EndEvent(true));
        var final = Screen(_text.ToString(), null);

        Assert.Equal(2, final.Split("pulumi:pulumi:Stack").Length);
        Assert.Contains("└─ neonflow:index:Capture", final);
    }

    private ProgressDisplay Display(Func<DisplayOptions, DisplayOptions>? change = null)
    {
        var options = new DisplayOptions
        {
            Stack = "dev",
            Project = "shop",
            Time = _time,
            TerminalSize = () => (120, 40),
        };
        return new ProgressDisplay(_text, change?.Invoke(options) ?? options);
    }

    /// <summary>What a terminal shows after the text, or after the first frame that holds some words.</summary>
    private static string Screen(string written, string? until)
    {
        var lines = new List<string> { "" };
        var row = 0;
        for (var at = 0; at < written.Length; )
        {
            if (written[at] == '\e')
            {
                var end = at + 2;
                while (!char.IsAsciiLetter(written[end]))
                {
                    end++;
                }

                var count = int.TryParse(written[(at + 2)..end], out var n) ? n : 1;
                switch (written[end])
                {
                    case 'A':
                        if (until is not null && lines.Any(l => l.Contains(until, StringComparison.Ordinal)))
                        {
                            return string.Join('\n', lines);
                        }

                        row -= count;
                        lines[row] = "";
                        break;
                    case 'J':
                        lines.RemoveRange(row + 1, lines.Count - row - 1);
                        break;
                }

                at = end + 1;
            }
            else if (written[at] == '\n')
            {
                row++;
                if (row == lines.Count)
                {
                    lines.Add("");
                }
                else
                {
                    lines[row] = "";
                }

                at++;
            }
            else
            {
                lines[row] += written[at] == '\r' ? "" : written[at];
                at++;
            }
        }

        return string.Join('\n', lines);
    }
}
