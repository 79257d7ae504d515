using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Core;

public class ShapeCodecTests
{
    [Fact]
    public void Every_kind_of_value_comes_back_as_it_was()
    {
        var garden = new Garden
        {
            Name = "a",
            Plants = ["x"],
            Beds =
            [
                new Bed
                {
                    Name = "b",
                    Rows = 2,
                    Key = new("k"),
                },
            ],
            Paths = [],
            Labels = new Dictionary<string, string> { ["l"] = "1" },
            GateCode = new("1234"),
            Ground = Soil.Clay,
            Gate = "north",
            Acknowledge = true,
            Size = 5,
            Plot = 9007199254740991,
            Owner = "me",
        };
        var decoded = ShapeCodec.Decode<Garden>(ShapeCodec.Encode(ShapeInfo.Of<Garden>(), garden, static _ => true), DecodeMode.State);
        Assert.Empty(decoded.Errors);
        Assert.False(decoded.Unknown.Any);
        Assert.Equivalent(garden, decoded.Value, strict: true);
    }

    [Fact]
    public void All_problems_are_found_at_once_with_their_paths()
    {
        var decoded = ShapeCodec.Decode<Garden>(
            Map(("plants", List("a", 3d)), ("beds", List(Map(("rows", "x")))), ("ground", "mud"), ("planst", List()), ("plot", 1d)),
            DecodeMode.Inputs
        );
        Assert.Equal(
            ["beds[0].name", "beds[0].rows", "ground", "name", "planst", "plants[1]", "plot"],
            decoded.Errors.Select(static p => p.Path).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Unknowns_are_reported_by_path_and_are_no_problem()
    {
        var decoded = ShapeCodec.Decode<Garden>(Map(("name", Unknown), ("beds", List(Map(("name", Secret(Unknown)))))), DecodeMode.Inputs);
        Assert.Empty(decoded.Errors);
        Assert.Equal(["beds[0].name", "name"], decoded.Unknown.Paths.Order());
        Assert.True(decoded.Unknown.Contains("beds"));
        Assert.True(decoded.Unknown.Contains("beds[0]"));
        Assert.False(decoded.Unknown.Contains("be"));
    }

    [Fact]
    public void Settings_take_truth_values_and_numbers_as_text()
    {
        var decoded = ShapeCodec.Decode<Garden>(Map(("name", "a"), ("acknowledge", "true"), ("size", "4")), DecodeMode.Settings);
        Assert.Empty(decoded.Errors);
        Assert.True(decoded.Value.Acknowledge);
        Assert.Equal(4, decoded.Value.Size);
    }

    [Theory]
    [InlineData("app_reader, app_writer", "app_reader", "app_writer")]
    [InlineData("app_reader", "app_reader")]
    [InlineData("""["app reader","app,writer"]""", "app reader", "app,writer")]
    [InlineData("")]
    public void Settings_take_lists_as_text(string text, params string[] roles)
    {
        var decoded = ShapeCodec.Decode<Settings>(Map(("externalRoles", text)), DecodeMode.Settings);
        Assert.Empty(decoded.Errors);
        Assert.Equal(roles, decoded.Value.ExternalRoles);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("[\"a\"")]
    public void A_setting_that_is_no_list_is_told(string text)
    {
        var decoded = ShapeCodec.Decode<Settings>(Map(("externalRoles", text)), DecodeMode.Settings);
        Assert.Contains("externalRoles must be", Assert.Single(decoded.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_are_filled_at_every_depth_and_only_once()
    {
        var filled = InputDefaults.Fill(ShapeInfo.Of<Garden>(), Map(("name", "a"), ("beds", Secret(List(Map(("name", "b")))))));
        Assert.Equal("sandy", filled["ground"]);
        var bed = Assert.IsType<PropertyValue.Map>(
            Assert.IsType<PropertyValue.List>(Assert.IsType<PropertyValue.Secret>(filled["beds"]).Inner).Items[0]
        );
        Assert.Equal(3d, bed["rows"]);
        Assert.Empty(StructuralDiff.Inputs(ShapeInfo.Of<Garden>(), filled, InputDefaults.Fill(ShapeInfo.Of<Garden>(), filled)));
    }

    [Fact]
    public void A_record_prints_no_secret()
    {
        Assert.DoesNotContain("1234", new Garden { Name = "a", GateCode = new("1234") }.ToString(), StringComparison.Ordinal);
    }
}
