using System.Text.RegularExpressions;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Engine;

/// <summary>
/// How a setting is put right. Fixes name the stack's configuration, which is what a default provider takes; a provider that the program
/// makes takes its own arguments, and the configuration changes nothing for it.
/// </summary>
internal static partial class SettingFixes
{
    /// <summary>A text for a provider that the program makes.</summary>
    public static string ForExplicit(string text) =>
        Config()
            .Replace(
                text,
                static m =>
                    $"{char.ToUpperInvariant(m.Groups[1].Value[0])}{m.Groups[1].Value[1..]} = "
                    + Argument(m.Groups[1].Value, m.Groups[2].Value)
                    + "   # in the ProviderArgs of the provider that the program makes"
                    + (m.Groups[3].Success ? "; " : "")
            );

    /// <summary>Findings about a provider's own inputs.</summary>
    /// <param name="found">Findings.</param>
    /// <param name="inputs">Its inputs as checked.</param>
    public static IReadOnlyList<Diagnostic> For(IEnumerable<Diagnostic> found, PropertyValue.Map inputs) =>
        [.. found.Select(d => StateMark.IsExplicit(inputs) && d.Fix is { } fix ? d with { Fix = ForExplicit(fix) } : d)];

    private static string Argument(string setting, string value) =>
        ShapeInfo.Of<Settings>().Properties.Any(p => p.Name == setting && p.Value.Kind == ValueKind.List)
        && SettingList.Read(value.Trim('\'')) is { } list
            ? $"{{ {string.Join(", ", list.Items.Select(static i => $"\"{((PropertyValue.Text)i).Value}\""))} }}"
            : value;

    [GeneratedRegex("pulumi config set (?:--secret )?neonflow:([A-Za-z]+) (<[^>\\n]+>|'[^'\\n]+'|[^ \\n]+)( +# )?")]
    private static partial Regex Config();
}
