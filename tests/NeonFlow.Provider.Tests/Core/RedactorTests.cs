using NeonFlow.Provider.Engine;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Core;

public class RedactorTests
{
    [Theory]
    [InlineData("login as hunter2 failed")]
    [InlineData("postgresql://u:hunter2@h/db")]
    public void Known_secrets_are_blanked(string text)
    {
        var redactor = new Redactor();
        redactor.Learn("hunter2");
        Assert.DoesNotContain("hunter2", redactor.Redact(text), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_of_the_call_are_blanked_at_every_depth()
    {
        var map = Map(("a", Map(("b", List(Secret(Map(("c", "deep-secret"))))))), ("plain", "visible"));
        var text = new Redactor().Redact("deep-secret visible", map);
        Assert.Equal("[secret] visible", text);
    }

    [Theory]
    [InlineData("p@ss/word", "p%40ss%2Fword")]
    [InlineData("quo\"te'd", "quo\\u0022te\\u0027d")]
    [InlineData("it's", "it''s")]
    public void Escaped_forms_are_blanked_too(string secret, string escaped)
    {
        var redactor = new Redactor();
        redactor.Learn(secret);
        Assert.Equal("x [secret] y", redactor.Redact($"x {escaped} y"));
    }

    [Theory]
    [InlineData("login:correct horse")]
    [InlineData("xcorrect horse, and more")]
    [InlineData("user:correct horse")]
    public void Base64_is_blanked_wherever_it_begins(string around)
    {
        var redactor = new Redactor();
        redactor.Learn("correct horse");
        var text = redactor.Redact(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(around)));
        Assert.Contains("[secret]", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("rrect hor"u8), text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "cannot use postgresql://shop:p/a#s?s@db.example:5432/shop today",
        "cannot use postgresql://shop:[secret]@db.example:5432/shop today"
    )]
    [InlineData("GET http://127.0.0.1:4312/rest?email=a@b.example", "GET http://127.0.0.1:4312/rest?email=a@b.example")]
    [InlineData(
        "from https://one.example to https://me:pass@two.example/x",
        "from https://one.example to https://me:[secret]@two.example/x"
    )]
    [InlineData("shop@127.0.0.1:5432/shop", "shop@127.0.0.1:5432/shop")]
    public void Passwords_of_uris_are_blanked_without_being_known(string text, string expected) =>
        Assert.Equal(expected, new Redactor().Redact(text));

    [Fact]
    public void The_password_of_a_secret_uri_is_known_alone()
    {
        var redactor = new Redactor();
        redactor.Learn("postgresql://shop:a%2Fb c'd@127.0.0.1/shop");
        Assert.Equal("[secret] [secret]", redactor.Redact("a%2Fb c'd a/b c'd"));
    }

    [Fact]
    public void Numbers_are_secrets_too() =>
        Assert.Equal("pin [secret]", new Redactor().Redact("pin 48151623", Map(("pin", Secret(48151623d)))));

    [Fact]
    public void The_longer_secret_goes_first()
    {
        var redactor = new Redactor();
        redactor.Learn("abc1");
        redactor.Learn("abc1def");
        Assert.Equal("[secret]", redactor.Redact("abc1def"));
    }

    [Theory]
    [InlineData("orders")]
    [InlineData("exist")]
    [InlineData("x")]
    public void A_secret_that_is_a_word_blanks_no_text(string secret)
    {
        const string plan = "GRANT SELECT ON TABLE \"public\".\"orders\"; -- public.orders does not exist, expired";
        Assert.Equal(plan, new Redactor().Redact(plan, Map(("password", Secret(secret)))));
    }

    [Theory]
    [InlineData("orders_2024")]
    [InlineData("public.orders_1")]
    public void A_secret_that_the_program_says_in_plain_too_blanks_no_text(string secret)
    {
        var plan = $"GRANT SELECT ON TABLE {secret}";
        Assert.Equal(plan, new Redactor().Redact(plan, Map(("password", Secret(secret)), ("tables", List($"public.{secret}")))));
        Assert.DoesNotContain(secret, new Redactor().Redact(plan, Map(("password", Secret(secret)))), StringComparison.Ordinal);
    }
}
