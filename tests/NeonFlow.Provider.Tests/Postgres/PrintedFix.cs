using System.Text.RegularExpressions;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>The SQL of one printed fix, and who is to run it.</summary>
/// <param name="Sql">The statements as printed, comments included.</param>
/// <param name="RunBy">The role that the text names; null where it names none, which means the connecting role.</param>
internal sealed partial record PrintedFix(string Sql, string? RunBy)
{
    /// <summary>The fixes of all diagnostics in a text, without those that hold no SQL.</summary>
    public static IReadOnlyList<PrintedFix> In(string text) =>
        [.. Fixes().Matches(text).Select(static m => Read(m.Groups[1].Value)).OfType<PrintedFix>()];

    private static PrintedFix? Read(string printed)
    {
        var text = printed.ReplaceLineEndings("\n").Replace("\n       ", "\n", StringComparison.Ordinal);
        var sql = string.Join('\n', text.Split('\n').Select(static l => Prose().Replace(l, "")).Where(static l => Statement().IsMatch(l)));
        var role = Role().Match(text);
        return sql.Length == 0 ? null : new(sql, role.Success ? role.Groups[1].Value : null);
    }

    [GeneratedRegex(@"^  fix: (.*(?:\r?\n       .*)*)", RegexOptions.Multiline)]
    private static partial Regex Fixes();

    [GeneratedRegex("^(?!--)(?:(?! -- ).)*?: (?=[A-Z]+ [^:]*;$)")]
    private static partial Regex Prose();

    [GeneratedRegex("^(?:ALTER|COMMENT|CREATE|DROP|GRANT|REVOKE|SELECT) .*;")]
    private static partial Regex Statement();

    [GeneratedRegex(
        @"(?:-- |or, )as (.+?)(?: or a superuser| or a(?:nother)? role that .*|, or as .*|, in another database|; on Neon.*)?:?$",
        RegexOptions.Multiline
    )]
    private static partial Regex Role();
}
