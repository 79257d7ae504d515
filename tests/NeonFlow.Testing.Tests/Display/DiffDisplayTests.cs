using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Engine.Display;
using static NeonFlow.Testing.Tests.Display.Events;

namespace NeonFlow.Testing.Tests.Display;

public sealed class DiffDisplayTests
{
    private const string Margin = "        ";

    private readonly StillTime _time = new();
    private readonly StringWriter _text = new();
    private readonly StringWriter _errors = new();

    [Fact]
    public void A_create_shows_the_whole_resource_with_secrets_and_unknowns_named()
    {
        var inputs = Map(
            ("empty", List()),
            ("list", List("a", Map2(("k", 1d)))),
            ("name", "orders"),
            ("password", Secret("hunter2")),
            ("url", PropertyValue.Unknown)
        );
        var printed = Print(Step(StepOp.Create, Thing("orders"), null, State(Thing("orders"), inputs)));

        Assert.Equal(
            $"    + neonflow:index:Capture: (create)\n{Margin}[urn={Thing("orders")}]\n"
                + $"{Margin}empty   : []\n{Margin}list    : [\n{Margin}    [0]: \"a\"\n{Margin}    [1]: {{\n{Margin}        k: 1\n{Margin}"
                + $"    }}\n{Margin}]\n"
                + $"{Margin}name    : \"orders\"\n{Margin}password: [secret]\n{Margin}url     : [unknown]\n",
            printed
        );
    }

    [Fact]
    public void An_update_to_an_unknown_value_says_so()
    {
        var printed = Changed(Map(("a", "x"), ("b", 1d)), Map(("a", PropertyValue.Unknown), ("b", "one")));

        Assert.Equal("      ~ a: \"x\" => [unknown]\n      ~ b: 1 => \"one\"\n", printed);
    }

    [Fact]
    public void A_long_text_shows_two_lines_around_a_change()
    {
        var lines = Enumerable.Range(1, 12).Select(i => $"line {i}").ToList();
        var old = string.Join('\n', lines) + "\n";
        lines[5] = "line six";
        lines.Add("line 13");
        var printed = Changed(Map(("sql", old)), Map(("sql", string.Join('\n', lines) + "\n")));

        Assert.Equal(
            "      ~ sql: \n            ...\n            line 4\n            line 5\n          - line 6\n          + line six\n"
                + "            line 7\n            line 8\n            ...\n            line 11\n            line 12\n          + line "
                + "13\n",
            printed
        );
    }

    [Fact]
    public void Texts_that_hold_documents_are_compared_as_trees()
    {
        var printed = Changed(
            Map(("json", "{\"a\": 1, \"b\": [1]}"), ("yaml", "a: 1\nb: x\n")),
            Map(("json", "{\"a\": 2, \"b\": [1]}"), ("yaml", "a: 1\nb: y\n"))
        );

        Assert.Equal(
            "      ~ json: (json) {\n          ~ a: 1 => 2\n            b: [\n                [0]: 1\n            ]\n        }\n"
                + "      ~ yaml: (yaml) {\n            a: 1\n          ~ b: \"x\" => \"y\"\n        }\n",
            printed
        );
    }

    [Fact]
    public void A_changed_provider_is_shown_and_a_default_one_is_not()
    {
        var old = State(Thing("a"), id: "1", provider: "urn:pulumi:dev::shop::pulumi:providers:neonflow::eu::7");
        var moved = Print(
            Step(StepOp.Update, Thing("a"), old, old with { Provider = "urn:pulumi:dev::shop::pulumi:providers:neonflow::us::8" })
        );
        var kept = Print(Step(StepOp.Update, Thing("a"), old, old));
        var byDefault = Print(
            Step(
                StepOp.Create,
                Thing("a"),
                null,
                State(Thing("a"), provider: "urn:pulumi:dev::shop::pulumi:providers:neonflow::default::9")
            )
        );

        Assert.Contains(
            $"{Margin}[provider: urn:pulumi:dev::shop::pulumi:providers:neonflow::eu::7 => "
                + "urn:pulumi:dev::shop::pulumi:providers:neonflow::us::8]\n",
            moved
        );
        Assert.Contains($"{Margin}[provider=urn:pulumi:dev::shop::pulumi:providers:neonflow::eu::7]\n", kept);
        Assert.DoesNotContain("provider", byDefault.Replace("providers", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Hidden_paths_are_named_without_their_values()
    {
        var old = State(Thing("a"), Map(("big", "x"), ("size", 1d)));
        var @new = State(Thing("a"), Map(("big", "y"), ("size", 2d))) with { HideDiffs = ["big"] };
        var printed = Print(
            Step(StepOp.Update, Thing("a"), old, @new, ("big", PropertyDiffKind.Update), ("size", PropertyDiffKind.Update))
        );

        Assert.EndsWith("      ~ big (hidden)\n      ~ size: 1 => 2\n", printed);
    }

    [Fact]
    public void Steps_of_a_replacement_are_one_unless_all_are_asked_for()
    {
        var step = Step(StepOp.CreateReplacement, Thing("a"), State(Thing("a")), State(Thing("a")));

        Assert.Equal("", Print(step));
        Assert.Contains("++neonflow:index:Capture: (create-replacement)", Print(step, o => o with { ShowReplacementSteps = true }));
    }

    [Fact]
    public void A_protected_resource_carries_a_lock()
    {
        var old = State(Thing("a")) with { Protect = true };

        Assert.Contains("(update) 🔓\n", Print(Step(StepOp.Update, Thing("a"), old, State(Thing("a")))));
        Assert.Contains("(update) 🔒\n", Print(Step(StepOp.Update, Thing("a"), old, old)));
    }

    [Fact]
    public void Long_values_are_cut_when_asked_for()
    {
        var inputs = Map(("text", new string('x', 200)));
        var printed = Print(Step(StepOp.Create, Thing("a"), null, State(Thing("a"), inputs)), o => o with { TruncateOutput = true });

        Assert.Contains($"text: \"{new string('x', 150)}...\"\n", printed);
    }

    [Fact]
    public void Diagnostics_go_to_the_error_writer_and_failures_are_counted()
    {
        using var display = new DiffDisplay(_text, Options(), _errors);
        display.On(Begin(Step(StepOp.Create, Thing("a"))));
        display.On(Error(Thing("a"), "no luck"));
        display.On(new ResourceOperationFailedEvent(Step(StepOp.Create, Thing("a"))));
        display.On(Summary(false, (StepOp.Same, 1)));
        display.On(new EndEvent(false));

        Assert.Equal("error: no luck\n", _errors.ToString());
        Assert.EndsWith("Resources:\n    1 unchanged\n    1 errored\n\nDuration: 1m5s\n", _text.ToString());
    }

    [Fact]
    public void Something_is_seen_while_nothing_happens()
    {
        using var display = new DiffDisplay(_text, Options());
        display.On(Begin(Step(StepOp.Same, Stack, State(Stack))));
        _time.Advance(TimeSpan.FromSeconds(41));
        display.On(Summary(true));

        Assert.Contains("]\n@ updating.....\nResources:\n", _text.ToString());
    }

    private static PropertyValue Map2(params (string Name, PropertyValue Value)[] members) => new ObjectValue(Map(members));

    private DisplayOptions Options() =>
        new()
        {
            Stack = "dev",
            Project = "shop",
            Time = _time,
        };

    /// <summary>The lines of the properties of an update.</summary>
    private string Changed(PropertyMap old, PropertyMap @new)
    {
        var printed = Print(Step(StepOp.Update, Thing("a"), State(Thing("a"), old), State(Thing("a"), @new)));
        return printed[(printed.IndexOf("]\n", StringComparison.Ordinal) + 2)..];
    }

    private string Print(StepMetadata step, Func<DisplayOptions, DisplayOptions>? change = null)
    {
        _text.GetStringBuilder().Clear();
        using var display = new DiffDisplay(_text, change?.Invoke(Options()) ?? Options());
        display.On(Begin(Step(StepOp.Same, Stack, State(Stack))));
        var before = _text.ToString().Length;
        display.On(Begin(step));
        return _text.ToString()[before..];
    }
}
