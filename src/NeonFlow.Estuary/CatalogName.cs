using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace NeonFlow.Estuary;

/// <summary>A name of the catalogue: <c>tenant/…/name</c>.</summary>
public readonly partial record struct CatalogName : IParsable<CatalogName>
{
    private const int LongestName = 255;

    private readonly string? _text;

    private CatalogName(string text) => _text = text;

    /// <summary>Everything before the last part.</summary>
    public CatalogPrefix Folder => CatalogPrefix.Parse(ToString()[..Math.Max(0, ToString().LastIndexOf('/'))], null);

    /// <summary>Why a text is no catalogue name; null where it is one.</summary>
    public static string? Problem(string text)
    {
        if (!Pattern().IsMatch(text))
        {
            return $"\"{text}\" is not a catalogue name: it consists of parts of letters, digits, '-', '_' and '.', with single slashes "
                + "between them and none at the ends";
        }

        if (!text.Contains('/'))
        {
            return $"\"{text}\" has only one part, and the first part of a catalogue name is the tenant, as in \"acmeCo/{text}\"";
        }

        return text.Length > LongestName ? $"the name has {text.Length} characters, more than {LongestName}" : null;
    }

    /// <inheritdoc/>
    public static CatalogName Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var name) ? name : throw new FormatException(Problem(s));

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CatalogName result)
    {
        var isName = s is not null && Problem(s) is null;
        result = isName ? new(s!) : default;
        return isName;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";

    [GeneratedRegex(@"^[\p{L}\p{N}\-_\.]+(/[\p{L}\p{N}\-_\.]+)*\z")]
    internal static partial Regex Pattern();
}
