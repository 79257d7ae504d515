using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Core;

/// <summary>Changes of what has a structure: nested records, secrets around them, and sets of anything.</summary>
public sealed class YardDiffTests
{
    private static Dictionary<string, Change> Diff(PropertyValue.Map olds, PropertyValue.Map news) =>
        StructuralDiff.Inputs(ShapeInfo.Of<Yard>(), olds, news);

    private static PropertyValue Null => PropertyValue.Null.Value;

    [Fact]
    public void A_member_replaces_where_it_or_what_it_is_in_does()
    {
        Assert.True(Diff(Map(("main", Map(("rows", 1d)))), Map(("main", Map(("rows", 2d)))))["main.rows"].Replaces);
        var changes = Diff(Map(("fence", Map(("wood", "oak"), ("paint", "red")))), Map(("fence", Map(("wood", "ash"), ("paint", "blue")))));
        Assert.True(changes["fence.wood"].Replaces);
        Assert.False(changes["fence.paint"].Replaces);
    }

    [Fact]
    public void A_map_in_a_secret_changes_as_a_whole()
    {
        static string[] Labels(PropertyValue old, PropertyValue value) =>
            [.. StructuralDiff.Inputs(ShapeInfo.Of<Garden>(), Map(("labels", old)), Map(("labels", value))).Keys];
        Assert.Equal(["labels"], Labels(Secret(Map(("a", "1"))), Secret(Map(("a", "2")))));
        Assert.Equal(["labels"], Labels(Secret(Map(("a", "1"))), Map(("a", "2"))));
        Assert.Equal(["labels"], Labels(Map(("a", "1")), Secret(Map(("a", "2")))));
        Assert.Equal(["labels.a"], Labels(Map(("a", "1")), Map(("a", "2"))));
        Assert.Empty(Labels(Secret(Map(("a", "1"))), Map(("a", "1"))));
    }

    [Fact]
    public void A_longer_list_has_more_elements_at_its_end()
    {
        Assert.Equal(new Change(ChangeKind.Add), Diff(Map(("steps", List(1d))), Map(("steps", List(1d, 2d))))["steps[1]"]);
        Assert.Equal(new Change(ChangeKind.Delete), Diff(Map(("steps", List(1d, 2d))), Map(("steps", List(1d))))["steps[1]"]);
    }

    [Fact]
    public void The_elements_of_an_ordered_list_differ_by_member()
    {
        var row = List(Map(("name", "a"), ("rows", 1d)), Map(("name", "b")));
        Assert.Empty(Diff(Map(("row", row)), Map(("row", List([.. row.Items])))));
        Assert.Equal(["row[0].rows"], Diff(Map(("row", row)), Map(("row", List(Map(("name", "a"), ("rows", 2d)), row.Items[1])))).Keys);
    }

    [Fact]
    public void Values_of_one_kind_differ_by_value_and_of_two_kinds_always()
    {
        Assert.Empty(Diff(Map(("open", true)), Map(("open", true))));
        Assert.Single(Diff(Map(("open", true)), Map(("open", false))));
        Assert.Single(Diff(Map(("open", true)), Map(("open", "true"))));
        Assert.Single(Diff(Map(("slope", 1d)), Map(("slope", 2d))));
        Assert.Empty(Diff(Map(("notes", Reference("u", "1"))), Map(("notes", Reference("u", "1")))));
        Assert.Single(Diff(Map(("notes", Reference("u", "1"))), Map(("notes", Reference("u", "2")))));
    }

    [Fact]
    public void A_set_in_an_element_of_a_set_has_no_order()
    {
        static PropertyValue.Map Planks(params PropertyValue[] planks) => Map(("fences", List(Map(("planks", List(planks))))));
        Assert.Empty(Diff(Planks("a", "b"), Planks("b", "a")));
        Assert.NotEmpty(Diff(Planks("a", "b"), Planks("a", "c")));
        Assert.Equal(
            ["fences[0]", "fences[1]"],
            Diff(
                Map(("fences", List(Map(("wood", "oak")), Map(("planks", List("a", "b")))))),
                Map(("fences", List(Map(("planks", List("a\"b"))), Map(("wood", "oak")))))
            )
                .Keys.Order(StringComparer.Ordinal)
        );
    }

    public static TheoryData<PropertyValue, PropertyValue> Others =>
        new()
        {
            { "1", 1d },
            { "true", true },
            { "a\"b", "ab" },
            { List("a\",\"b"), List("a", "b") },
            { List(), List(Null) },
            { List(), List(Unknown) },
            { List(), List(true) },
            { List(), List(false) },
            { List(true), List(false) },
            { List(1d, 2d), List(12d) },
            { Map(("a", 11d)), Map(("a1", 1d)) },
            { Map(("a", 1d), ("b", 2d)), Map(("a:1b", 2d)) },
            { Map(("a", 1d)), Map(("a", 2d)) },
            { Reference("u", "v"), Reference("uv", "") },
        };

    [Theory]
    [MemberData(nameof(Others))]
    public void Different_values_are_different_elements_of_a_set(PropertyValue one, PropertyValue other)
    {
        Assert.Empty(Diff(Map(("things", List(one, "x"))), Map(("things", List("x", one)))));
        var changes = Diff(Map(("things", List("x", one))), Map(("things", List(other, "x"))));
        Assert.Equal(
            ["Add things[0]", "Delete things[1]"],
            changes.Select(static c => $"{c.Value.Kind} {c.Key}").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_member_that_is_null_is_as_good_as_none() =>
        Assert.Empty(Diff(Map(("things", List(Map(("a", Null), ("b", 1d))))), Map(("things", List(Map(("b", 1d)))))));

    private static PropertyValue.Reference Reference(string urn, string id) => new(urn, id);
}
