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
    public void Publication_names_that_a_consumer_finds_are_plain_lower_case(string name, bool plain) => Assert.Equal(plain, Identifier.IsPlainLowerCase(name));

    [Theory]
    [InlineData("id > 1) , only w2 where (true")]
    [InlineData("id > 1 -- x")]
    [InlineData("id > 1; drop table x")]
    [InlineData("name = 'a")]
    [InlineData("(id > 1")]
    [InlineData("id > $1")]
    [InlineData(" ")]
    public void A_row_filter_cannot_leave_its_parentheses(string filter) => Assert.NotNull(Statements.FilterFault(filter));

    [Theory]
    [InlineData("id > 1 AND (name = 'a;)' OR \"Odd\" IS NULL)")]
    public void A_proper_row_filter_passes(string filter) => Assert.Null(Statements.FilterFault(filter));

    [Fact]
    public void Keywords_are_letters_only() => Assert.Throws<ArgumentException>(() => Statements.GrantSchema(["USAGE ON SCHEMA x TO y; --"], "public", "r"));
}

public sealed class PostgresAddressTests
{
    private const string Known = "s3cret-Pa55word";

    [Fact]
    public void The_password_is_never_printed()
    {
        var address = new PostgresAddress("db.example", 5432, "shop", "capture", TlsMode.VerifyFull) { Password = Known };
        Assert.DoesNotContain(Known, address.ToString(), StringComparison.Ordinal);
        Assert.Equal("capture@db.example:5432/shop", address.ToString());
    }

    [Theory]
    [InlineData("ep-cool-1234-pooler.eu-central-1.aws.neon.tech", "ep-cool-1234.eu-central-1.aws.neon.tech")]
    [InlineData("ep-cool-1234-pooler.localhost", "ep-cool-1234.localhost")]
    public void Pooled_hosts_are_seen_and_the_direct_one_is_known(string pooled, string direct)
    {
        var address = new PostgresAddress(pooled, 5432, "shop", "u", TlsMode.VerifyFull);
        Assert.True(address.IsPooled);
        Assert.Equal(direct, address.DirectHost);
        Assert.False((address with { Host = direct }).IsPooled);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("localhost", true)]
    [InlineData("ep-x.LOCALHOST", true)]
    [InlineData("localhost.example", false)]
    [InlineData("10.0.0.1", false)]
    public void Loopback_is_this_machine_only(string host, bool loopback)
    {
        Assert.Equal(loopback, PostgresAddress.IsLoopbackHost(host));
        Assert.Equal(loopback ? TlsMode.Disable : TlsMode.VerifyFull, PostgresAddress.DefaultTls(host));
    }

    [Fact]
    public void Uris_are_read()
    {
        Assert.True(PostgresAddress.TryParseUri($"postgresql://cap%40ture:{Known}%2F@ep-x.eu.neon.tech/my%20shop?sslmode=require&channel_binding=require", out var address, out _));
        Assert.Equal(("ep-x.eu.neon.tech", 5432, "my shop", "cap@ture", TlsMode.VerifyFull), (address!.Host, address.Port, address.Database, address.User, address.Tls));
        Assert.Equal(Known + "/", address.RevealPassword());
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("mysql://u:s3cret-Pa55word@h/d")]
    [InlineData("postgresql://:s3cret-Pa55word@h/d")]
    [InlineData("postgresql://u:s3cret-Pa55word@h/d?servicefile=x")]
    public void Bad_uris_are_refused_without_showing_them(string text)
    {
        Assert.False(PostgresAddress.TryParseUri(text, out _, out var fault));
        Assert.DoesNotContain(Known, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 5432, "d", "u", "host")]
    [InlineData("a b", 5432, "d", "u", "host")]
    [InlineData("h", 0, "d", "u", "port")]
    [InlineData("h", 65536, "d", "u", "port")]
    [InlineData("h", 5432, "", "u", "database")]
    [InlineData("h", 5432, "d", "", "user")]
    public void Impossible_addresses_name_the_member(string host, int port, string database, string user, string member) =>
        Assert.Equal(member, new PostgresAddress(host, port, database, user, TlsMode.VerifyFull).Fault()?.Member);

    [Fact]
    public void Tls_may_be_off_on_loopback_only()
    {
        Assert.Equal("tlsMode", new PostgresAddress("db.example", 5432, "d", "u", TlsMode.Disable).Fault()?.Member);
        Assert.Null(new PostgresAddress("ep-x.localhost", 5432, "d", "u", TlsMode.Disable).Fault());
    }
}
