namespace NeonFlow.Postgres.Tests;

public sealed class RelationNameTests
{
    [Theory]
    [InlineData("orders", null, "orders", "sales.orders")]
    [InlineData("public.orders", "public", "orders", "public.orders")]
    [InlineData("\"a.b\"", null, "a.b", "sales.\"a.b\"")]
    [InlineData("\"a.b\".\"c d\"", "a.b", "c d", "\"a.b\".\"c d\"")]
    public void The_schema_may_be_said_elsewhere(string text, string? schema, string name, string inSales)
    {
        Assert.True(RelationName.TryParse(text, out RelationName read, out var fault));
        Assert.Null(fault);
        Assert.Equal(new RelationName(schema, name), read);
        Assert.Equal(text, read.ToString());
        Assert.Equal(inSales, read.In("sales").ToString());
        Assert.Equal(read, RelationName.Parse(text, null));
    }

    [Theory]
    [InlineData("", "is empty", "Write schema and table")]
    [InlineData("shop.public.orders", "3 parts", "Write schema and table only")]
    public void Other_texts_are_refused_with_a_fix(string text, string reason, string fix)
    {
        Assert.False(RelationName.TryParse(text, out RelationName _, out var fault));
        Assert.Contains(reason, fault!.Reason, StringComparison.Ordinal);
        Assert.Contains(fix, fault.Fix, StringComparison.Ordinal);
        Assert.Equal($"{fault.Reason} {fault.Fix}", Assert.Throws<FormatException>(() => RelationName.Parse(text, null)).Message);
    }

    [Fact]
    public void A_table_name_that_is_none_says_why()
    {
        Assert.False(TableName.TryParse("orders", out _, out var fault));
        Assert.Equal($"{fault!.Reason} {fault.Fix}", Assert.Throws<FormatException>(() => TableName.Parse("orders")).Message);
    }

    [Fact]
    public void Table_names_are_ordered_by_schema_then_by_name()
    {
        TableName[] ordered = [new("a", "b"), new("a", "c"), new("b", "a")];
        Assert.Equal(ordered, ordered.Reverse().Order());
        Assert.Equal("\"a\".\"b\"", ordered[0].Sql);
    }
}
