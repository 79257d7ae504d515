namespace NeonFlow.Postgres.Tests;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("orders", "\"orders\"")]
    [InlineData("Or\"der", "\"Or\"\"der\"")]
    [InlineData("a; DROP TABLE x", "\"a; DROP TABLE x\"")]
    public void Names_are_always_quoted(string name, string quoted) => Assert.Equal(quoted, Identifier.Quote(name));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(null, "is empty")]
    [InlineData("a\0b", "NUL")]
    [InlineData("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1234", "64 bytes")]
    [InlineData("ääääääääääääääääääääääääääääääää", "64 bytes")]
    public void Unusable_names_are_refused(string? name, string reason)
    {
        Assert.Contains(reason, Identifier.Fault(name), StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => Identifier.Quote(name!)).Message, StringComparison.Ordinal);
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
    public void Half_a_character_is_refused() =>
        Assert.Contains("surrogate", Identifier.Fault("a" + (char)0xD800), StringComparison.Ordinal);

    [Theory]
    [InlineData("Flow_Slot", "_2", "flow_slot_2")]
    [InlineData(
        "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff123",
        "_2",
        "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1_2"
    )]
    public void What_another_name_ends_with_is_never_cut(string name, string suffix, string proposed) =>
        Assert.Equal(proposed, Identifier.PlainLowerCase(name, suffix));

    [Theory]
    [InlineData("az09_", true)]
    [InlineData("0slot", true)]
    [InlineData("a-b", false)]
    [InlineData("A", false)]
    [InlineData("aZ", false)]
    [InlineData("a{", false)]
    [InlineData("a`", false)]
    [InlineData("a:", false)]
    [InlineData("a/", false)]
    [InlineData("ä", false)]
    public void A_slot_name_holds_lower_case_letters_digits_and_underscores(string name, bool right)
    {
        Assert.Equal(right, Identifier.SlotFault(name) is null);
        Assert.True(right || Identifier.SlotFault(name)!.Contains($"'{name}' holds characters", StringComparison.Ordinal));
    }

    [Fact]
    public void A_slot_name_is_a_name() => Assert.Equal("is empty", Identifier.SlotFault(""));

    [Theory]
    [InlineData("a_b$c-1", "a_b$c-1")]
    [InlineData("größe", "größe")]
    [InlineData("😀", "😀")]
    [InlineData("a.b", "\"a.b\"")]
    public void A_name_needs_quotes_only_where_a_reader_would_not_see_its_end(string name, string bare)
    {
        Assert.Equal(bare, Identifier.Bare(name));
        Assert.Equal(name, Identifier.Unquote(bare));
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData("\"a")]
    [InlineData("")]
    public void A_text_of_another_form_is_no_name(string text) => Assert.Null(Identifier.Unquote(text));

    [Theory]
    [InlineData("it's", "'it''s'")]
    [InlineData("", "''")]
    [InlineData("a\\b", "E'a\\\\b'")]
    [InlineData("it's \\", "E'it''s \\\\'")]
    public void A_literal_doubles_quotes_and_backslashes(string text, string literal) => Assert.Equal(literal, Identifier.Literal(text));

    [Fact]
    public void A_literal_holds_no_NUL() =>
        Assert.Contains("NUL", Assert.Throws<ArgumentException>(() => Identifier.Literal("a\0b")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_long_text_is_quoted_up_to_four_hundred_characters()
    {
        Assert.Equal("", Identifier.Shown(null));
        Assert.Equal(new string('a', 400), Identifier.Shown(new string('a', 400)));
        Assert.Equal(new string('a', 400) + "... (401 characters)", Identifier.Shown(new string('a', 401)));
    }

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
    [InlineData("a_b.c$d", "a_b", "c$d")]
    public void Table_names_are_read_and_written_back(string text, string schema, string name)
    {
        var read = TableName.Parse(text);
        Assert.Equal(new TableName(schema, name), read);
        Assert.Equal(read, TableName.Parse(read.ToString()));
    }

    [Theory]
    [InlineData("orders", "'orders' has no schema")]
    [InlineData("shop.public.orders", "3 parts")]
    [InlineData("public.", "empty")]
    [InlineData(".orders", "empty")]
    [InlineData("", "empty")]
    [InlineData("public.*", "'public.*' holds a *. Name each table, or name the schema")]
    [InlineData("public.or ders", "for example public.\"order items\" (in C#: \"public.\\\"order items\\\"\").")]
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
        Assert.Contains("everybody", Identifier.RoleFault("public"), StringComparison.Ordinal);
        Assert.Contains("reserved", Identifier.RoleFault("none"), StringComparison.Ordinal);
        Assert.Null(Identifier.RoleFault("capture"));
    }

    [Theory]
    [InlineData("shop_pub", true)]
    [InlineData("shop-pub", true)]
    [InlineData("az", true)]
    [InlineData("za09", true)]
    [InlineData("_a", true)]
    [InlineData("a{", false)]
    [InlineData("{a", false)]
    [InlineData("`a", false)]
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
