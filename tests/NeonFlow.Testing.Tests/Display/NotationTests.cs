using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Engine.Display;

namespace NeonFlow.Testing.Tests.Display;

public sealed class NotationTests
{
    [Theory]
    [InlineData(0d, "0")]
    [InlineData(-0d, "-0")]
    [InlineData(1e21, "1000000000000000000000")]
    [InlineData(0.1, "0.1")]
    [InlineData(-12.5, "-12.5")]
    [InlineData(123456.5, "123456.5")]
    [InlineData(1234567.5, "1.2345675e+06")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001234, "1.234e-05")]
    public void Numbers(double number, string text) => Assert.Equal(text, GoText.Number(number));

    [Theory]
    [InlineData("it's \"q\" \\", "\"it's \\\"q\\\" \\\\\"")]
    [InlineData("a\nb\t\u0001", "\"a\\nb\\t\\x01\"")]
    [InlineData("ž 🐎", "\"ž 🐎\"")]
    [InlineData("a\u00a0b", "\"a\\u00a0b\"")]
    public void Quotes(string text, string quoted) => Assert.Equal(quoted, GoText.Quote(text));

    [Theory]
    [InlineData(0.2, "1s")]
    [InlineData(64.2, "1m5s")]
    [InlineData(3600, "1h0m0s")]
    public void Durations(double seconds, string text) => Assert.Equal(text, GoText.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("neonflow:index/capture:Capture", "neonflow:index:Capture")]
    [InlineData("neonflow:index:Capture", "neonflow:index:Capture")]
    [InlineData("neonflow:index/other:Capture", "neonflow:index/other:Capture")]
    public void Types(string type, string shown) => Assert.Equal(shown, StepWords.TypeDisplayName(type));

    public static TheoryData<string, object[]> Paths { get; } =
        new()
        {
            { "a.b", ["a", "b"] },
            { "a[1].b", ["a", 1, "b"] },
            { "[\"a.b\"][0]", ["a.b", 0] },
            { "byName[\"shop.\\\"orders\\\"\"]", ["byName", "shop.\"orders\""] },
            { "a[*]", ["a", "*"] },
            { "no[path", ["no[path"] },
            { ".a", [".a"] },
        };

    [Theory]
    [MemberData(nameof(Paths))]
    public void Property_paths(string path, object[] parts) => Assert.Equal(parts, DiffPath.Parse(path));

    [Fact]
    public void Lines_are_told_as_removed_before_added_and_kept_where_they_can_be()
    {
        var runs = LineDifference.Compute("a\nb\nc\nd", "a\nx\nc\ne\nd");

        Assert.Equal(
            [
                (StepOp.Same, "a\n"),
                (StepOp.Delete, "b\n"),
                (StepOp.Create, "x\n"),
                (StepOp.Same, "c\n"),
                (StepOp.Create, "e\n"),
                (StepOp.Same, "d"),
            ],
            runs.Select(r => (r.Op, string.Concat(r.Lines)))
        );
    }

    [Fact]
    public void Coloured_text_is_measured_and_cut_by_what_is_seen()
    {
        var text = new Ink(true).Error("error: ") + "日本 x";

        Assert.Equal(13, Ink.Width(text));
        Assert.Equal("\e[38;5;1merror: \e[0m日\e[0m", Ink.Clip(text, 10));
        Assert.Equal("plain", Ink.Clip("plain", 5));
    }
}
