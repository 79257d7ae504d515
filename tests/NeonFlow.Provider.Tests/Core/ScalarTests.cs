using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Core;

/// <summary>Types that are text on the wire, and free JSON.</summary>
public sealed class ScalarTests
{
    [Fact]
    public void A_scalar_and_free_JSON_come_back_as_they_were()
    {
        var config = Map(("a", List(1d, Secret("s"), PropertyValue.Null.Value)), ("b", true));
        var shed = new Shed
        {
            Main = new(1, 2),
            Shelves = [new(3, 4), new(5, 6)],
            Config = new(config),
        };
        var map = ShapeCodec.Encode(ShapeInfo.Of<Shed>(), shed, static _ => true);
        Assert.Equal("1-2", Assert.IsType<PropertyValue.Text>(map["main"]).Value);
        var decoded = ShapeCodec.Decode<Shed>(map, DecodeMode.Inputs);
        Assert.Empty(decoded.Errors);
        Assert.Equal((shed.Main, config), (decoded.Value.Main, decoded.Value.Config!.Value));
        Assert.Equal(shed.Shelves, decoded.Value.Shelves);
    }

    [Fact]
    public void A_text_that_the_type_refuses_is_explained_at_its_place_with_the_type_s_own_code()
    {
        var decoded = ShapeCodec.Decode<Shed>(Map(("main", "x"), ("shelves", List("1-1", "y"))), DecodeMode.Inputs);
        Assert.Equal(["main", "shelves[1]"], decoded.Errors.Select(static e => e.Path));
        Assert.All(decoded.Errors, static e => Assert.Equal(ShelfErrors.Code, e.Code));
    }

    [Fact]
    public void A_state_with_a_text_that_is_refused_today_is_read_without_it()
    {
        var decoded = ShapeCodec.Decode<Shed>(Map(("main", "x"), ("shelves", List("1-1", "y"))), DecodeMode.State);
        Assert.Empty(decoded.Errors);
        Assert.Equal(default, decoded.Value.Main);
        Assert.Equal([new Shelf(1, 1)], decoded.Value.Shelves);
        Assert.Null(ShapeCodec.Encode(ShapeInfo.Of<Shed>(), decoded.Value, static _ => true)["main"]);
    }

    [Fact]
    public void Unknowns_in_free_JSON_are_reported_by_path()
    {
        var decoded = ShapeCodec.Decode<Shed>(
            Map(("main", "1-2"), ("config", Map(("a", List(Unknown)), ("b", Secret(Unknown))))),
            DecodeMode.Inputs
        );
        Assert.Empty(decoded.Errors);
        Assert.Equal(["config.a[0]", "config.b"], decoded.Unknown.Paths.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Free_JSON_differs_at_the_path_that_differs()
    {
        var olds = Map(("config", Map(("a", List(1d, Secret("s"))), ("gone", 1d))));
        var news = Map(("config", Map(("a", List(1d, Secret("t"))), ("new", 1d))));
        var changes = StructuralDiff.Inputs(ShapeInfo.Of<Shed>(), olds, news);
        Assert.Equal(
            ["Add config.new", "Delete config.gone", "Update config.a[1]"],
            changes.Select(static c => $"{c.Value.Kind} {c.Key}").Order(StringComparer.Ordinal)
        );
        Assert.Empty(StructuralDiff.Inputs(ShapeInfo.Of<Shed>(), olds, olds));
    }

    [Fact]
    public void Triggers_and_credentials_say_nothing_about_the_object()
    {
        var shape = ShapeInfo.Of<Shed>();
        Assert.False(shape.AboutObject(new(["paint", "key"])).Any);
        Assert.Equal(["main", "config.a"], shape.AboutObject(new(["main", "paint", "config.a"])).Paths);
    }
}
