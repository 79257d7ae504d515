using System.Text.Json;
using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Core;

/// <summary>What is said to people: how long, in which words, and never a secret.</summary>
public sealed class ShownTextTests
{
    private static readonly DiagnosticCode Code = new("NF9001", "t", "c");

    [Fact]
    public void A_long_message_is_cut_between_two_characters()
    {
        var longest = new string('a', ShownText.Message);
        Assert.Equal(longest, ShownText.Cut(longest));
        Assert.Equal(longest + "\n... (2 more characters)", ShownText.Cut(longest + "bb"));
        Assert.Equal(longest[1..] + "\n... (3 more characters)", ShownText.Cut(longest[1..] + "😀b"));
    }

    [Fact]
    public void As_many_reasons_are_said_as_fit_and_the_others_are_counted()
    {
        static IReadOnlyList<string> Fit(params int[] lengths) =>
            ShownText.Fit(lengths, static l => new string('a', l), static s => s.Length, static m => m);
        Assert.Equal([20_000, 20_000], Fit(20_000, 20_000).Select(static s => s.Length));
        Assert.Equal("... and 2 more failures of this kind", Fit(20_000, 20_001, 1)[1]);
        Assert.Equal(2, Fit(20_000, 20_001, 1).Count);
        Assert.Equal(50_000, Assert.Single(Fit(50_000)).Length);
    }

    [Theory]
    [InlineData("", 9, "")]
    [InlineData("a", 9, "a")]
    [InlineData("a b", 9, "a and b")]
    [InlineData("a b c", 3, "a, b and c")]
    [InlineData("a b c d", 3, "a, b and 2 more")]
    public void A_list_is_a_sentence(string items, int shown, string sentence) =>
        Assert.Equal(sentence, TextList.And(items.Split(' ', StringSplitOptions.RemoveEmptyEntries), shown));

    [Fact]
    public void A_failure_is_said_with_its_place_unless_its_words_begin_with_it()
    {
        Assert.Equal("NF9001 at tables: no key", new Diagnostic(Code, "Tables", "no key").Located);
        Assert.Equal("NF9001: tables have no key", new Diagnostic(Code, "Tables", "tables have no key").Located);
        Assert.Equal("NF9001: no key", new Diagnostic(Code, "", "no key").Located);
        Assert.Equal("NF9001: no key", new Diagnostic(Code, "Tables", "no key").Cause);
        Assert.Equal("NF9001: no key\n  fix: a\n       b", new Diagnostic(Code, "", "no key") { Fix = "a\nb" }.ToString());
    }

    [Fact]
    public void Several_failures_stand_on_lines_of_their_own()
    {
        Diagnostic[] two = [new(Code, "", "one"), new(Code, "", "two")];
        Assert.Equal("NF9001: one\nNF9001: two", new DiagnosticException(two).Text);
        Assert.Equal("NF9001: one\nNF9001: two", new DiagnosticException(two).Message);
        Assert.Equal("Both:\n1. NF9001: one\n2. NF9001: two", new DiagnosticException(two) { Heading = "Both:" }.Text);
        Assert.Equal("NF9001: one", new DiagnosticException(two[0]) { Heading = "Both:" }.Text);
    }

    [Fact]
    public void A_secret_and_free_JSON_show_nothing_of_themselves()
    {
        Assert.Equal("[secret]", new Secret("hidden").ToString());
        Assert.Equal("[Text]", new Json("hidden").ToString());
    }

    [Fact]
    public void A_value_holds_a_secret_where_one_of_its_members_is_one()
    {
        Assert.True(Map(("a", "1"), ("b", Secret("2"))).HasSecrets);
        Assert.True(Map(("a", "1"), ("b", Unknown)).HasUnknowns);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("9007199254740992", 9007199254740992d)]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("1e400", "1e400")]
    [InlineData("0.5", 0.5)]
    [InlineData("1e2", 100d)]
    public void A_number_that_the_wire_cannot_hold_becomes_its_text(string json, object value)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal(value is string text ? text : ShapeCodec.Constant(value), Json.ValueOf(document.RootElement));
    }

    [Fact]
    public void A_list_among_the_settings_holds_texts_alone()
    {
        Assert.Null(SettingList.Read("""["a",1]"""));
        Assert.Equal("""["a,b","it\u0027s"]""", SettingList.Write(["a,b", "it's"]));
    }
}
