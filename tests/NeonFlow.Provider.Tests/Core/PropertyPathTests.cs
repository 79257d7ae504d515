using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Core;

public sealed class PropertyPathTests
{
    [Theory]
    [InlineData("", "tables", "tables")]
    [InlineData("a", "b", "a.b")]
    [InlineData("a", "b.c", "a[\"b.c\"]")]
    [InlineData("a", ".b", "a[\".b\"]")]
    [InlineData("a", "b[0]", "a[\"b[0]\"]")]
    [InlineData("a", "*", "a[\"*\"]")]
    [InlineData("a", "", "a[\"\"]")]
    [InlineData("", "b\"c\\", "[\"b\\\"c\\\\\"]")]
    public void A_name_that_could_be_read_as_a_path_is_quoted(string parent, string name, string path) =>
        Assert.Equal(path, PropertyPath.Member(parent, name));

    [Theory]
    [InlineData("tables", "tables")]
    [InlineData("tables[0]", "tables")]
    [InlineData("connection.projectId", "connection")]
    [InlineData("[\"a.b\"].c", "a.b")]
    [InlineData("[\"b\\\"c\\\\\"][0]", "b\"c\\")]
    [InlineData("[\"open", "open")]
    [InlineData("[\"open\\", "open\\")]
    public void The_top_level_property_is_what_a_path_starts_with(string path, string root) => Assert.Equal(root, PropertyPath.Root(path));

    [Fact]
    public void Names_of_properties_become_paths()
    {
        Assert.Equal("branchId", PropertyPath.Of("BranchId"));
        Assert.Equal("connection.projectId", PropertyPath.Of("Connection", "ProjectId"));
        Assert.Equal("", PropertyPath.Of(""));
    }

    [Fact]
    public void An_unknown_value_is_in_what_holds_it_and_in_what_it_holds()
    {
        var unknown = new UnknownSet(["ab.c"]);
        Assert.True(unknown.Contains("ab"));
        Assert.True(unknown.Contains("ab.c[0]"));
        Assert.False(unknown.Contains("a"));
        Assert.False(unknown.Contains("xy"));
        Assert.False(unknown.Contains("ab.cd"));
    }
}
