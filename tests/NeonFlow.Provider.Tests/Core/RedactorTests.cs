using NeonFlow.Provider.Dispatch;
using NeonFlow.Provider.Shapes;
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

    [Fact]
    public void The_longer_secret_goes_first()
    {
        var redactor = new Redactor();
        redactor.Learn("abc");
        redactor.Learn("abcdef");
        Assert.Equal("[secret]", redactor.Redact("abcdef"));
    }
}
