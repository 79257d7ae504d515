using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>The recorded runs of the real connector.</summary>
internal static class Captures
{
    /// <summary>Names another folder with recorded runs of the same form; all its files are replayed.</summary>
    public const string FolderVariable = "NEONFLOW_CONNECTOR_CAPTURES";

    /// <summary>The file whose configuration the others shorten theirs against.</summary>
    public const string BaseFile = "03-validate-apply-ok.json";

    /// <summary>Bundled files that hold no case, each with its reason.</summary>
    public static IReadOnlyDictionary<string, string> WithoutCases { get; } =
        new Dictionary<string, string> { ["90-repeats-17-18.json"] = "lists which cases came out alike on PostgreSQL 17 and 18" };

    public static string Bundled { get; } = Path.Combine(AppContext.BaseDirectory, "Data", "connector-captures");

    public static string Folder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } other ? other : Bundled;

    /// <summary>The cases of one file, by name.</summary>
    public static IEnumerable<(string Name, JsonObject Case)> Cases(string path) =>
        JsonNode.Parse(File.ReadAllText(path))!["cases"] is JsonArray cases ? cases.Select(c => ((string)c!["case"]!, c.AsObject())) : [];

    public static JsonObject Find(string folder, string file, string name) =>
        Cases(Path.Combine(folder, file)).First(c => c.Name == name).Case;

    /// <summary>The case of the folder during which a cursor was recorded.</summary>
    public static JsonObject? WhereCursor(string folder, string cursor) =>
        Directory
            .EnumerateFiles(folder, "*.json")
            .Order(StringComparer.Ordinal)
            .SelectMany(Cases)
            .Select(c => c.Case)
            .FirstOrDefault(c =>
                c["messages"]!
                    .AsArray()
                    .Any(m => m!["from"]?["checkpoint"]?["state"]?["updated"]?["cursor"] is { } seen && (string)seen! == cursor)
            );
}
