using System.Text.Json;

namespace NeonFlow.Provider.Schema;

/// <summary>A list among the provider's settings, which the engine hands over as one text.</summary>
internal static class SettingList
{
    /// <summary>Names separated by commas, as people write them, or JSON, as programs and structured configuration do.</summary>
    /// <returns>The list; null where the text is JSON, and no list of texts.</returns>
    public static PropertyValue.List? Read(string text)
    {
        if (!text.TrimStart().StartsWith('['))
        {
            return ListOf(text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.EnumerateArray().All(static e => e.ValueKind == JsonValueKind.String)
                ? ListOf(document.RootElement.EnumerateArray().Select(static e => e.GetString()!))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The list as JSON, fit to stand between single quotes.</summary>
    public static string Write(IEnumerable<string> items) =>
        $"[{string.Join(',', items.Select(static i => $"\"{JsonEncodedText.Encode(i)}\""))}]";

    private static PropertyValue.List ListOf(IEnumerable<string> items) =>
        new([.. items.Select(static i => (PropertyValue)new PropertyValue.Text(i))]);
}
