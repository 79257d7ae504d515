using System.Text.RegularExpressions;

namespace NeonFlow.Conformance.Tests.Roles;

/// <summary>Whether a call passes, and what it said where it does not.</summary>
internal sealed partial record Verdict(string? Error)
{
    public static readonly Verdict Passed = new((string?)null);

    public bool Passes => Error is null;

    /// <summary>As it stands in the table: <c>ok</c>, or the codes.</summary>
    public string Short =>
        Error is null ? "ok"
        : string.Join('+', Code().Matches(Error).Select(static m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            is { Length: > 0 } codes
            ? codes
        : "error";

    public string Text => Error ?? "passes";

    [GeneratedRegex(@"\bNF\d{4}\b")]
    private static partial Regex Code();
}
