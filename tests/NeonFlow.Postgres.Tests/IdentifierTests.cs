namespace NeonFlow.Postgres.Tests;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("orders", "\"orders\"")]
    [InlineData("Or\"der", "\"Or\"\"der\"")]
    [InlineData("a; DROP TABLE x", "\"a; DROP TABLE x\"")]
    public void Names_are_always_quoted(string name, string quoted) => Assert.Equal(quoted, Identifier.Quote(name));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("a\0b")]
    [InlineData("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1234")]
    [InlineData("ääääääääääääääääääääääääääääääää")]
    public void Unusable_names_are_refused(string? name)
    {
        Assert.NotNull(Identifier.Fault(name));
        Assert.Throws<ArgumentException>(() => Identifier.Quote(name!));
    }

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("order items", "\"order items\"")]
    [InlineData("a\"\0b", "\"a\"\"\0b\"")]
    public void What_is_only_shown_need_not_be_a_name(string name, string shown)
    {
        Assert.Equal(shown, Identifier.Bare(name));
        Assert.Equal($"public.{shown}", new TableName("public", name).ToString());
    }

    [Theory]
    [InlineData("Orders-2", "orders_2")]
    [InlineData("", "p_")]
    [InlineData(
        "123456789012345678901234567890123456789012345678901234567890123",
        "p_1234567890123456789012345678901234567890123456789012345678901"
    )]
    public void A_name_that_is_proposed_is_one(string name, string proposed)
    {
        Assert.Equal(proposed, Identifier.PlainLowerCase(name));
        Assert.True(Identifier.IsPlainLowerCase(proposed));
        Assert.Null(Identifier.SlotFault(proposed));
    }

    [Theory]
    [InlineData("orders", "Write schema and table: \"public.orders\".")]
    [InlineData("\"order items\"", "Write schema and table: \"public.\\\"order items\\\"\".")]
    public void The_name_that_is_proposed_compiles(string text, string fix)
    {
        Assert.False(TableName.TryParse(text, out _, out var fault));
        Assert.Equal(fix, fault!.Fix);
    }

    [Fact]
    public void Half_a_character_is_refused() => Assert.NotNull(Identifier.Fault("a" + (char)0xD800));

    [Fact]
    public void Sixty_three_bytes_are_the_limit()
    {
        Assert.Null(Identifier.Fault(new string('a', 63)));
        Assert.Contains("64 bytes", Identifier.Fault(new string('a', 64)), StringComparison.Ordinal);
        Assert.Contains("64 bytes", Identifier.Fault(new string('ä', 32)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public.orders", "public", "orders")]
    [InlineData("public.Orders", "public", "Orders")]
    [InlineData("\"we.ird\".\"t\"\"x\"", "we.ird", "t\"x")]
    [InlineData("public.\"order items\"", "public", "order items")]
    [InlineData("public.order-items", "public", "order-items")]
    [InlineData("größe.tabelle", "größe", "tabelle")]
    public void Table_names_are_read_and_written_back(string text, string schema, string name)
    {
        var read = TableName.Parse(text);
        Assert.Equal(new TableName(schema, name), read);
        Assert.Equal(read, TableName.Parse(read.ToString()));
    }

    [Theory]
    [InlineData("orders", "public.orders")]
    [InlineData("shop.public.orders", "3 parts")]
    [InlineData("public.", "empty")]
    [InlineData(".orders", "empty")]
    [InlineData("", "empty")]
    [InlineData("public.*", "name the schema")]
    [InlineData("public.or ders", "double quotes")]
    [InlineData("public.\"orders", "never closed")]
    [InlineData("public.\"a\"b", "closing double quote")]
    [InlineData("public.orders; drop table x", "';'")]
    public void Malformed_table_names_are_refused_with_a_fix(string text, string expected)
    {
        Assert.False(TableName.TryParse(text, out _, out var fault));
        Assert.Contains(expected, $"{fault!.Reason} {fault.Fix}", StringComparison.Ordinal);
        Assert.NotEmpty(fault.Fix);
    }

    [Fact]
    public void Everybody_is_no_role()
    {
        Assert.NotNull(Identifier.RoleFault("public"));
        Assert.NotNull(Identifier.RoleFault("none"));
        Assert.Null(Identifier.RoleFault("capture"));
    }

    [Theory]
    [InlineData("shop_pub", true)]
    [InlineData("shop-pub", true)]
    [InlineData("Shop_Pub", false)]
    [InlineData("shop pub", false)]
    [InlineData("1shop", false)]
    [InlineData("", false)]
    public void Publication_names_that_a_consumer_finds_are_plain_lower_case(string name, bool plain) =>
        Assert.Equal(plain, Identifier.IsPlainLowerCase(name));

    [Fact]
    public void Keywords_are_letters_only() =>
        Assert.Throws<ArgumentException>(() => Statements.GrantSchema(["USAGE ON SCHEMA x TO y; --"], "public", "r"));
}
