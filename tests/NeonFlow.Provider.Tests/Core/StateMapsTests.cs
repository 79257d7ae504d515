using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Core;

public class StateMapsTests
{
    private static readonly ShapeInfo Shape = ShapeInfo.Of<Garden>();

    private static readonly Garden Kept = new()
    {
        Name = "a",
        Plants = ["y", "x"],
        GateCode = new("1234"),
        Ground = Soil.Clay,
        Gate = "north",
        Acknowledge = true,
        Plot = 7,
        Beds = [new Bed { Name = "b", Key = new("inner") }],
    };

    [Fact]
    public void Outputs_carry_no_transport_and_no_directive_and_mark_secrets_at_every_depth()
    {
        var outputs = StateMaps.Outputs(Shape, Kept, Map());
        Assert.Equal(["beds", "gateCode", "ground", "name", "plants", "plot"], outputs.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.IsType<PropertyValue.Secret>(outputs["gateCode"]);
        var bed = Assert.IsType<PropertyValue.Map>(Assert.IsType<PropertyValue.List>(outputs["beds"]).Items[0]);
        Assert.IsType<PropertyValue.Secret>(bed["key"]);
        Assert.Equal("heavy-clay", outputs["ground"]);
    }

    [Fact]
    public void A_set_keeps_the_order_of_the_inputs_or_of_the_outputs_before()
    {
        Assert.Equal(["x", "y"], Items(StateMaps.Outputs(Shape, Kept, Map(("plants", List("x", "y"))))["plants"]));
        Assert.Equal(["x", "y"], Items(StateMaps.Outputs(Shape, Kept, Map(), Map(("plants", List("x", "y"))))["plants"]));
        Assert.Equal(["y", "x"], Items(StateMaps.Outputs(Shape, Kept, Map(), Map(("plants", List("x"))))["plants"]));

        static IEnumerable<string> Items(PropertyValue? list) =>
            Assert.IsType<PropertyValue.List>(list).Items.Select(static i => ((PropertyValue.Text)i).Value);
    }

    [Fact]
    public void What_arrived_secret_leaves_secret()
    {
        var outputs = StateMaps.Outputs(Shape, Kept, Map(("name", Secret("a"))));
        Assert.Equal(Secret("a"), outputs["name"]);
    }

    [Fact]
    public void Read_keeps_the_saved_form_of_inputs_that_mean_the_same()
    {
        var saved = Map(("name", Secret("a")), ("plants", List("x", "y")), ("gateCode", "1234"), ("gate", "south"));
        var actual = StateMaps.ActualInputs(Shape, Kept, saved);
        Assert.Equal(saved.Entries.Keys.Order(), actual.Entries.Keys.Order());
        Assert.All(saved.Entries, e => Assert.Same(e.Value, actual[e.Key]));
    }

    [Fact]
    public void Read_shows_drift_and_leaves_out_what_is_gone()
    {
        var actual = StateMaps.ActualInputs(
            Shape,
            Kept with
            {
                Plants = ["x"],
                Labels = null,
            },
            Map(("plants", List("x", "y")), ("labels", Map(("l", "1"))))
        );
        Assert.Equal(
            "x",
            Assert.IsType<PropertyValue.Text>(Assert.Single(Assert.IsType<PropertyValue.List>(actual["plants"]).Items)).Value
        );
        Assert.Null(actual["labels"]);
    }

    [Fact]
    public void Import_takes_everything_that_has_a_value()
    {
        var actual = StateMaps.ActualInputs(Shape, Kept, saved: null);
        Assert.Contains("plants", actual.Entries.Keys);
        Assert.DoesNotContain("plot", actual.Entries.Keys);
    }

    [Fact]
    public void Preview_leaves_out_what_is_unknown_and_says_null_for_what_stays_absent()
    {
        var created = StateMaps.Predicted(Shape, Kept, Map(("name", Unknown)), [], isUpdate: false);
        Assert.IsType<PropertyValue.Unknown>(created["name"]);
        Assert.Null(created["owner"]);
        Assert.IsType<PropertyValue.Null>(created["labels"]);

        var updated = StateMaps.Predicted(Shape, Kept, Map(("name", "a")), ["plot"], isUpdate: true);
        Assert.Null(updated["plot"]);
        Assert.IsType<PropertyValue.Null>(updated["owner"]);
    }

    [Fact]
    public void Merge_takes_transport_from_the_newest_inputs_and_the_rest_from_the_outputs()
    {
        var merged = StateMaps.Merge(
            Shape,
            Map(("name", "in"), ("gate", "old"), ("size", 1d)),
            Map(("name", "out"), ("plot", 7d)),
            Map(("gate", "new"))
        );
        Assert.Equal("out", merged["name"]);
        Assert.Equal("new", merged["gate"]);
        Assert.Equal(1d, merged["size"]);
        Assert.Equal(7d, merged["plot"]);
    }

    [Fact]
    public void Merge_keeps_the_saved_transport_as_long_as_the_new_one_is_unknown()
    {
        var newest = Map(("gate", PropertyValue.Unknown.Value));
        Assert.Equal("old", StateMaps.Merge(Shape, Map(("gate", "old")), Map(), newest)["gate"]);
    }
}
