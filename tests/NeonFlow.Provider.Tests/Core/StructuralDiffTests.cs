using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Core;

public class StructuralDiffTests
{
    private static Dictionary<string, Change> Diff(PropertyValue.Map olds, PropertyValue.Map news) =>
        StructuralDiff.Inputs(ShapeInfo.Of<Garden>(), olds, news);

    [Fact]
    public void Equal_inputs_differ_in_nothing()
    {
        var inputs = Map(
            ("name", "a"),
            ("plants", List("x", "y")),
            ("gateCode", Secret("1234")),
            ("beds", List(Map(("name", "b"), ("key", Secret("k")))))
        );
        Assert.Empty(Diff(inputs, inputs));
    }

    [Fact]
    public void Order_of_a_set_is_no_change()
    {
        Assert.Empty(Diff(Map(("plants", List("x", "y", "z"))), Map(("plants", List("z", "x", "y")))));
        Assert.Empty(
            Diff(
                Map(("beds", List(Map(("name", "a")), Map(("name", "b"), ("rows", 3d))))),
                Map(("beds", List(Map(("name", "b"), ("rows", 3d)), Map(("name", "a")))))
            )
        );
    }

    [Fact]
    public void An_added_element_is_one_change_at_its_index_in_the_new_list()
    {
        var changes = Diff(Map(("plants", List("a", "c"))), Map(("plants", List("a", "b", "c"))));
        Assert.Equal(new Change(ChangeKind.Add), Assert.Single(changes).Value);
        Assert.Equal("plants[1]", changes.Keys.Single());
    }

    [Fact]
    public void A_removed_element_is_one_change_at_its_index_in_the_old_list()
    {
        var changes = Diff(Map(("plants", List("a", "b", "c"))), Map(("plants", List("c", "a"))));
        Assert.Equal("plants[1]", changes.Keys.Single());
        Assert.Equal(ChangeKind.Delete, changes.Values.Single().Kind);
    }

    [Fact]
    public void An_index_that_is_added_and_removed_is_an_update()
    {
        var changes = Diff(Map(("plants", List("a", "b"))), Map(("plants", List("a", "c"))));
        Assert.Equal("plants[1]", changes.Keys.Single());
        Assert.Equal(ChangeKind.Update, changes.Values.Single().Kind);
    }

    [Fact]
    public void Duplicates_in_a_set_are_counted()
    {
        Assert.Single(Diff(Map(("plants", List("a", "a"))), Map(("plants", List("a")))));
    }

    [Fact]
    public void A_change_inside_a_keyed_element_names_the_member()
    {
        var changes = Diff(
            Map(("beds", List(Map(("name", "a"), ("rows", 3d))))),
            Map(("beds", List(Map(("name", "z")), Map(("name", "a"), ("rows", 4d)))))
        );
        Assert.Equal(["beds[0]", "beds[1].rows"], changes.Keys.Order());
    }

    [Fact]
    public void Lists_compare_by_index()
    {
        Assert.Equal(["paths[0]", "paths[1]"], Diff(Map(("paths", List("a", "b"))), Map(("paths", List("b", "a")))).Keys.Order());
    }

    [Fact]
    public void Map_keys_are_quoted_where_they_must_be()
    {
        var changes = Diff(Map(("labels", Map(("a.b", "1"), ("c", "1")))), Map(("labels", Map(("a.b", "2")))));
        Assert.Equal(["labels.c", "labels[\"a.b\"]"], changes.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Transport_and_directives_are_no_change()
    {
        Assert.Empty(Diff(Map(("gate", "north"), ("acknowledge", true)), Map(("gate", "south"))));
    }

    [Fact]
    public void A_replacing_property_replaces()
    {
        Assert.True(Diff(Map(("name", "a")), Map(("name", "b")))["name"].Replaces);
    }

    [Fact]
    public void Secrets_compare_by_value_not_by_mark()
    {
        Assert.Empty(Diff(Map(("gateCode", Secret("1"))), Map(("gateCode", "1"))));
        Assert.Equal(ChangeKind.Update, Diff(Map(("gateCode", Secret("1"))), Map(("gateCode", Secret("2"))))["gateCode"].Kind);
    }

    [Fact]
    public void An_unknown_is_a_change()
    {
        Assert.True(Diff(Map(("name", "a")), Map(("name", Unknown)))["name"].Replaces);
        Assert.Equal("plants[0]", Diff(Map(("plants", List("a"))), Map(("plants", List(Unknown, "a")))).Keys.Single());
    }

    [Fact]
    public void Null_and_absent_are_the_same()
    {
        Assert.Empty(Diff(Map(("size", PropertyValue.Null.Value)), Map()));
    }

    [Fact]
    public void A_thousand_tables_and_one_more_is_one_change()
    {
        var many = Enumerable.Range(0, 1000).Select(static i => (PropertyValue)$"public.t{i:0000}").ToArray();
        var changes = Diff(Map(("plants", List(many))), Map(("plants", List([.. many[..500], "public.new", .. many[500..]]))));
        Assert.Equal("plants[500]", changes.Keys.Single());
    }
}
