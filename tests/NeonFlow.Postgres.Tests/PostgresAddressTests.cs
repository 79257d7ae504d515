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
