using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Core;

/// <summary>What is read and written of numbers, lists, maps and secrets, and what is said of what does not fit.</summary>
public sealed class YardCodecTests
{
    private static Decoded<T> Inputs<T>(params (string Key, PropertyValue Value)[] entries)
        where T : class => ShapeCodec.Decode<T>(Map(entries), DecodeMode.Inputs);

    private static string[] Faults<T>(params (string Key, PropertyValue Value)[] entries)
        where T : class => [.. Inputs<T>(entries).Errors.Select(static e => e.Message)];

    [Fact]
    public void Numbers_and_lists_of_every_kind_come_back_as_they_were()
    {
        var yard = new Yard
        {
            Open = false,
            Slope = 0.5,
            Counts = new Dictionary<string, int> { ["oak"] = 2 },
            Steps = [1, 2],
            Years = [9007199254740992, -9007199254740992],
            Codes = [new("k")],
            Notes = "n",
            Fence = new() { Wood = "oak" },
        };
        var written = ShapeCodec.Encode(ShapeInfo.Of<Yard>(), yard, static _ => true);
        Assert.Equal(new PropertyValue.Secret("n"), written["notes"]);
        Assert.Equal(new PropertyValue.Secret("k"), Assert.IsType<PropertyValue.List>(written["codes"]).Items[0]);
        var decoded = ShapeCodec.Decode<Yard>(written, DecodeMode.Inputs);
        Assert.Empty(decoded.Errors);
        Assert.Equivalent(yard, decoded.Value, strict: true);
        Assert.IsType<int[]>(decoded.Value.Steps);
        Assert.IsType<long[]>(decoded.Value.Years);
        Assert.IsType<Secret[]>(decoded.Value.Codes);
    }

    [Theory]
    [InlineData("open", "true or false")]
    [InlineData("slope", "a number")]
    [InlineData("steps", "a list")]
    [InlineData("counts", "an object")]
    public void A_value_of_a_wrong_type_is_told_which_is_right(string input, string right) =>
        Assert.Equal($"{input} must be {right}.", Assert.Single(Faults<Yard>((input, "x"))));

    [Fact]
    public void A_text_is_a_string_and_a_whole_number_has_no_fraction()
    {
        Assert.Equal(["name must be a string."], Faults<Garden>(("name", 1d)));
        Assert.Equal(["years[0] must be a whole number."], Faults<Yard>(("years", List(0.5))));
        Assert.Equal(["years[0] must be a whole number."], Faults<Yard>(("years", List(9007199254740994d))));
    }

    [Fact]
    public void A_word_that_is_none_of_an_enum_is_told_which_there_are() =>
        Assert.Equal(["ground cannot be \"mud\"; possible values: sandy, heavy-clay."], Faults<Garden>(("name", "a"), ("ground", "mud")));

    [Fact]
    public void An_input_that_does_not_exist_is_told_which_do()
    {
        const string Inputs = "name, plants, beds, paths, labels, gateCode, ground, gate, acknowledge, size";
        Assert.Equal(
            [$"planst is not an input here; the inputs are: {Inputs}."],
            Faults<Garden>(("name", "a"), ("planst", "x"), ("__defaults", List()))
        );
        Assert.Equal(
            ["main.nam is not an input here; the inputs are: name, rows, key."],
            Faults<Yard>(("main", Map(("name", "a"), ("nam", "b"))))
        );
    }

    [Fact]
    public void What_stands_in_a_secret_is_no_part_of_a_message()
    {
        Assert.Equal(
            ["main has a member that is not an input here; the inputs are: name, rows, key.", "hidden is not an input here"],
            Faults<Yard>(("main", Secret(Map(("name", "a"), ("hidden", "b")))), ("hidden", 1d))
                .Select(static f => f.Split(';')[0] is var start && start.StartsWith("hidden", StringComparison.Ordinal) ? start : f)
        );
        Assert.Equal(["counts must be a whole number."], Faults<Yard>(("counts", Secret(Map(("hidden", "b"))))));
        Assert.Equal(["counts.oak must be a whole number."], Faults<Yard>(("counts", Map(("oak", "b")))));
    }

    [Fact]
    public void A_resource_stands_for_its_id()
    {
        var known = Inputs<Garden>(("name", new PropertyValue.Reference("urn", "park")));
        Assert.Equal(("park", false), (known.Value.Name, known.Unknown.Any));
        Assert.Equal(["name"], Inputs<Garden>(("name", new PropertyValue.Reference("urn", null))).Unknown.Paths);
        Assert.Equal(["open must be true or false."], Faults<Yard>(("open", new PropertyValue.Reference("urn", "park"))));
    }

    [Fact]
    public void A_setting_that_is_a_number_may_be_a_text()
    {
        var settings = ShapeCodec.Decode<Yard>(Map(("slope", "4"), ("steps", "[]")), DecodeMode.Settings);
        Assert.Empty(settings.Errors);
        Assert.Equal(4d, settings.Value.Slope);
    }

    [Fact]
    public void What_is_no_value_of_the_wire_is_no_default() =>
        Assert.Contains(
            "System.DateTime cannot be a default",
            Assert.Throws<InvalidOperationException>(static () => ShapeCodec.Constant(DateTime.UnixEpoch)).Message,
            StringComparison.Ordinal
        );
}
