using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Estuary;

/// <summary>A prefix of catalogue names without its final slash: at least the tenant.</summary>
public readonly record struct CatalogPrefix : IParsable<CatalogPrefix>
{
    private readonly string? _text;

    private CatalogPrefix(string text) => _text = text;

    /// <summary>Why a text is no prefix; null where it is one.</summary>
    public static string? Problem(string text) =>
        CatalogName.Pattern().IsMatch(text.TrimEnd('/'))
            ? null
            : $"\"{text}\" is not a prefix of catalogue names: it looks like \"acmeCo/shop\", parts of letters, digits, '-', '_' and "
                + "'.' with single slashes between them";

    /// <inheritdoc/>
    public static CatalogPrefix Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var prefix) ? prefix : throw new FormatException(Problem(s));

    /// <summary>Reads a prefix, with or without its final slash.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CatalogPrefix result)
    {
        var isPrefix = s is not null && Problem(s) is null;
        result = isPrefix ? new(s!.TrimEnd('/')) : default;
        return isPrefix;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";
}
