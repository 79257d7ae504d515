using System.Text.Json;

namespace NeonFlow.SchemaGen.Tests;

/// <summary>schema.json, as programs are checked against it.</summary>
internal sealed class PackageSchema(string json)
{
    private readonly JsonElement _root = JsonDocument.Parse(json).RootElement;

    public static PackageSchema Committed { get; } =
        new(File.ReadAllText(Path.Combine(DerivedFiles.FindRepository(AppContext.BaseDirectory), "schema.json")));

    public JsonElement Root => _root;

    public IEnumerable<string> Resources => _root.GetProperty("resources").EnumerateObject().Select(static r => r.Name);

    /// <summary>Inputs of a resource or a function; null where there is none of that token.</summary>
    public JsonElement? InputsOf(string token) =>
        Member("resources", token) is { } resource ? resource.GetProperty("inputProperties")
        : Member("functions", token) is { } function ? function.GetProperty("inputs").GetProperty("properties")
        : null;

    public IEnumerable<string> RequiredOf(string token)
    {
        var all =
            Member("resources", token) is { } resource ? resource.GetProperty("requiredInputs")
            : Member("functions", token)!.Value.GetProperty("inputs").TryGetProperty("required", out var required) ? required
            : default;
        return all.ValueKind == JsonValueKind.Array ? all.EnumerateArray().Select(static r => r.GetString()!) : [];
    }

    /// <summary>Outputs of a resource or a function.</summary>
    public JsonElement OutputsOf(string token) =>
        Member("resources", token) is { } resource
            ? resource.GetProperty("properties")
            : Member("functions", token)!.Value.GetProperty("outputs").GetProperty("properties");

    /// <summary>The type that a property refers to; the property itself where it refers to none.</summary>
    public JsonElement TypeOf(JsonElement property) =>
        property.TryGetProperty("$ref", out var reference)
        && reference.GetString() is { } to
        && to.StartsWith("#/types/", StringComparison.Ordinal)
            ? Member("types", to["#/types/".Length..])!.Value
            : property;

    /// <summary>What is wrong with the names that a program gives to a resource or a function.</summary>
    public IEnumerable<string> Misnamed(string token, IReadOnlyCollection<string> given)
    {
        if (InputsOf(token) is not { } inputs)
        {
            return [$"{token} does not exist"];
        }

        return given
            .Where(g => !inputs.TryGetProperty(g, out _))
            .Select(g => $"{token} has no input {g}")
            .Concat(RequiredOf(token).Where(r => !given.Contains(r)).Select(r => $"{token} lacks {r}"));
    }

    private JsonElement? Member(string group, string name) => _root.GetProperty(group).TryGetProperty(name, out var member) ? member : null;
}
