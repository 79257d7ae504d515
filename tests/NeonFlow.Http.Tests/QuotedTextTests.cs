namespace NeonFlow.Http.Tests;

public sealed class QuotedTextTests
{
    [Theory]
    [InlineData("short", "short")]
    [InlineData("password=hunter2 and more", "password=hunter2 ")]
    [InlineData("onelongwordwithoutanyend", "")]
    [InlineData("<html><body>x</body></html>", "<html><body>x<")]
    public void A_word_is_never_cut(string text, string expected) =>
        Assert.Equal(expected, QuotedText.Cut(text, expected.Length == 0 ? 10 : expected.Length + 1));

    [Fact]
    public void Lines_are_joined() => Assert.Equal("a b c", QuotedText.OneLine(" a\r\n\tb  c ", 100));

    [Fact]
    public void Secrets_are_replaced_and_empty_ones_are_none() =>
        Assert.Equal("[secret] and [secret]", QuotedText.Scrub("k1 and k2", "k1", null, "", "k2"));

    [Fact]
    public void A_body_that_is_not_text_can_be_quoted() => Assert.Equal("a�b", QuotedText.Of([0x61, 0xff, 0x62]));
}
