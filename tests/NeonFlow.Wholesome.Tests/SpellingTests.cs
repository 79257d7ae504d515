using System.Text.RegularExpressions;

namespace NeonFlow.Wholesome.Tests;

/// <summary>One spelling: of tokens that cancel, and of English.</summary>
public sealed partial class SpellingTests
{
    // Tokens that are not the caller's: a time limit, the end of a session, an interruption of the engine.
    private static readonly string[] Others = ["limit", "ended", "interrupt"];

    // What a framework calls has the framework's name.
    private static readonly string[] OfFrameworks = ["SendAsync", "FromHttpContentAsync"];

    [Fact]
    public void Tokens_that_cancel_are_called_stop_and_cancellationToken_where_users_see_them()
    {
        var wrong = Repository
            .Sources("src/")
            .SelectMany(static f =>
                Misnamed(f, Code.WithoutCommentsAndTexts(Repository.Read(f)))
                    .Where(static m => !OfFrameworks.Contains(m.Method))
                    .Select(m => $"{f}: {m.Name}, which is {m.Wanted} there")
            );
        Nothing.Wrong(wrong, "one name for the token of a call:");
    }

    [Theory]
    [InlineData("src/NeonFlow.Neon/A.cs", "internal class A { Task BAsync(CancellationToken cancellationToken); }")]
    [InlineData("src/NeonFlow.Testing/A.cs", "public class A\n{ Task BAsync(string a, CancellationToken stop = default); }")]
    [InlineData("src/NeonFlow.Testing/A.cs", "internal class A\n{ Task BAsync(string a, CancellationToken? cancel, int b); }")]
    public void Another_name_is_noticed(string file, string code) => Assert.Single(Misnamed(file, code));

    [Fact]
    public void English_is_British_with_ize()
    {
        var wrong = Repository
            .Files.Where(static f => Written().IsMatch(f) && f != "tests/NeonFlow.Wholesome.Tests/SpellingTests.cs")
            .SelectMany(static f => Repository.Lines(f).Index().Select(l => (At: $"{f}:{l.Index + 1}", Line: l.Item, File: f)))
            .Where(static l => IsForeign(l.File, l.Line))
            .Select(static l => $"{l.At}: {l.Line.Trim()}");
        Nothing.Wrong(wrong, "cancelled, colour, behaviour, catalogue; normalize, serialize:");
    }

    [Theory]
    [InlineData("a.cs", "    // A run that was canceled.", true)]
    [InlineData("a.cs", "    /// <summary>The color of a line.</summary>", true)]
    [InlineData("a.md", "What the behavior is, and how it is labeled.", true)]
    [InlineData("a.md", "Names are normalised.", true)]
    [InlineData("a.cs", "    Write(\"update canceled\"); // as the engine says it", false)]
    [InlineData("a.cs", "    // The engine says <c>update canceled</c>.", false)]
    [InlineData("a.md", "The engine says `update canceled`.", false)]
    [InlineData("a.md", "Cancelled, normalized, coloured.", false)]
    public void Another_dialect_is_noticed(string file, string line, bool foreign) => Assert.Equal(foreign, IsForeign(file, line));

    // In code the comments, in pages all but what is quoted from programs and protocols.
    private static bool IsForeign(string file, string line)
    {
        var text = line;
        if (file.EndsWith(".cs", StringComparison.Ordinal))
        {
            var comment = Comment().Match(line);
            text = comment.Success ? comment.Groups[1].Value : "";
        }

        return American().IsMatch(Quoted().Replace(text, "")) || WithS().IsMatch(Quoted().Replace(text, ""));
    }

    private static IEnumerable<(string Method, string Name, string Wanted)> Misnamed(string file, string code)
    {
        var wanted =
            file.StartsWith("src/NeonFlow.Testing/", StringComparison.Ordinal) && PublicType().IsMatch(code) ? "cancellationToken" : "stop";
        return Token()
            .Matches(code)
            .Select(m => (Method: m.Groups[1].Value, Name: m.Groups[2].Value, wanted))
            .Where(m => m.Name != wanted && !Others.Contains(m.Name));
    }

    [GeneratedRegex(@"(\w*)(?:<\w+>)?\((?:[^()]|\([^()]*\))*?\bCancellationToken\??\s+(\w+)\s*(?:=\s*default\s*)?[,)]")]
    private static partial Regex Token();

    [GeneratedRegex("^public ", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"\.(cs|md)$")]
    private static partial Regex Written();

    [GeneratedRegex("^\\s*///?(.*)$")]
    private static partial Regex Comment();

    [GeneratedRegex("`[^`]*`|\"[^\"]*\"|<c>.*?</c>|<see[^>]*>|\\]\\([^)]*\\)|\\S+\\.go\\b|https?://\\S+")]
    private static partial Regex Quoted();

    [GeneratedRegex(
        @"\b(canceled|canceling|colors?|colored|behaviors?|neighbors?|favor\w*|honor(s|ed)?|labeled|signaled|gray|"
            + @"catalogs|fulfills?|learned|misspelled)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex American();

    [GeneratedRegex(
        @"\b\w*(normal|serial|recogn|organ|initial|optim|author|general|synchron|final|minim|maxim|character|summar)is"
            + @"(e|ed|es|ing|ation)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex WithS();
}
