namespace NeonFlow.Postgres.Tests;

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
        Assert.True(
            PostgresAddress.TryParseUri(
                $"postgresql://cap%40ture:{Known}%2F@ep-x.eu.neon.tech/my%20shop?sslmode=require&channel_binding=require",
                out var address,
                out _
            )
        );
        Assert.Equal(
            ("ep-x.eu.neon.tech", 5432, "my shop", "cap@ture", TlsMode.VerifyFull),
            (address!.Host, address.Port, address.Database, address.User, address.Tls)
        );
        Assert.Equal(Known + "/", address.RevealPassword());
    }

    [Theory]
    [InlineData("db.example/shop", TlsMode.VerifyFull)]
    [InlineData("localhost/shop", TlsMode.Disable)]
    [InlineData("localhost/shop?sslmode=disable", TlsMode.Disable)]
    [InlineData("localhost/shop?sslmode=prefer", TlsMode.Disable)]
    [InlineData("localhost/shop?sslmode=allow", TlsMode.Disable)]
    [InlineData("localhost/shop?sslmode=require", TlsMode.VerifyFull)]
    [InlineData("localhost/shop?sslmode=verify-ca", TlsMode.VerifyFull)]
    [InlineData("localhost/shop?sslmode=verify-full", TlsMode.VerifyFull)]
    [InlineData("db.example/shop?sslmode=disable", TlsMode.Disable)]
    [InlineData("db.example/shop?sslmode=prefer", TlsMode.VerifyFull)]
    [InlineData("localhost/shop?application_name=x&connect_timeout=5&channel_binding", TlsMode.Disable)]
    public void The_protection_is_what_the_uri_asks_for_or_more(string rest, TlsMode tls)
    {
        Assert.True(PostgresAddress.TryParseUri($"postgres://capture@{rest}", out var address, out _));
        Assert.Equal(tls, address!.Tls);
    }

    [Theory]
    [InlineData("postgres://capture@db.example:6000/shop", 6000, "shop", null)]
    [InlineData("postgres://capture@db.example:0/shop", 0, "shop", null)]
    [InlineData("postgres://capture@db.example", 5432, "capture", null)]
    [InlineData("postgres://capture:@db.example/shop", 5432, "shop", "")]
    public void What_a_uri_leaves_out_is_what_the_server_takes(string text, int port, string database, string? password)
    {
        Assert.True(PostgresAddress.TryParseUri(text, out var address, out _));
        Assert.Equal((port, database, password), (address!.Port, address.Database, address.RevealPassword()));
    }

    [Theory]
    [InlineData("shop", "is not a URI of the form")]
    [InlineData("mysql://u:s3cret-Pa55word@h/d", "is not a URI of the form")]
    [InlineData("postgresql://:s3cret-Pa55word@h/d", "names no host or no user")]
    [InlineData("postgresql://u:s3cret-Pa55word@h/d?servicefile=x", "the parameter 'servicefile'")]
    [InlineData("postgresql://u:s3cret-Pa55word@h/d?=x", "the parameter ''")]
    [InlineData("postgresql://u:s3cret-Pa55word@h/d?sslmode=none", "the parameter 'sslmode'")]
    [InlineData("postgresql://u:s3cret-Pa55word@h/d?sslmode", "the parameter 'sslmode'")]
    public void Bad_uris_are_refused_without_showing_them(string text, string reason)
    {
        Assert.False(PostgresAddress.TryParseUri(text, out _, out var fault));
        Assert.Contains(reason, fault, StringComparison.Ordinal);
        Assert.DoesNotContain(Known, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 5432, "d", "u", "host", "'' is not a host name. Give the bare host name")]
    [InlineData("a b", 5432, "d", "u", "host", "'a b' is not a host name")]
    [InlineData("a/b", 5432, "d", "u", "host", "'a/b' is not a host name")]
    [InlineData("a,b", 5432, "d", "u", "host", "'a,b' is not a host name")]
    [InlineData("u@a", 5432, "d", "u", "host", "'u@a' is not a host name")]
    [InlineData("a?b", 5432, "d", "u", "host", "'a?b' is not a host name")]
    [InlineData("h", 0, "d", "u", "port", "0 is not a TCP port. Give a port from 1 to 65535")]
    [InlineData("h", 65536, "d", "u", "port", "65536 is not a TCP port")]
    [InlineData("h", 5432, "", "u", "database", "The database name is empty. Give the name as it stands in pg_database")]
    [InlineData("h", 5432, "d", "", "user", "The role name is empty. Give the name as it stands in pg_roles")]
    public void Impossible_addresses_name_the_member(string host, int port, string database, string user, string member, string words)
    {
        var fault = new PostgresAddress(host, port, database, user, TlsMode.VerifyFull).Fault();
        Assert.Equal(member, fault?.Member);
        Assert.Contains(words, $"{fault?.Reason} {fault?.Fix}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65535)]
    public void Every_port_of_TCP_will_do(int port) => Assert.Null(new PostgresAddress("h", port, "d", "u", TlsMode.VerifyFull).Fault());

    [Fact]
    public void Names_below_localhost_are_dialled_at_this_machine()
    {
        Assert.Equal("127.0.0.1", new PostgresAddress("ep-x.localhost", 5432, "d", "u", TlsMode.Disable).DialHost);
        Assert.Equal("db.example", new PostgresAddress("db.example", 5432, "d", "u", TlsMode.VerifyFull).DialHost);
    }

    [Fact]
    public void Tls_may_be_off_on_loopback_only()
    {
        var fault = new PostgresAddress("db.example", 5432, "d", "u", TlsMode.Disable).Fault();
        Assert.Equal("tlsMode", fault?.Member);
        Assert.StartsWith("TLS is switched off for db.example", fault?.Reason, StringComparison.Ordinal);
        Assert.StartsWith("Leave tlsMode out", fault?.Fix, StringComparison.Ordinal);
        Assert.Null(new PostgresAddress("ep-x.localhost", 5432, "d", "u", TlsMode.Disable).Fault());
    }
}
