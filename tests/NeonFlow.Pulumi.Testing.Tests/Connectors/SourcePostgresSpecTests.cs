using System.Text.Json.Nodes;
using NeonFlow.Pulumi.Testing.Connectors.SourcePostgres;

namespace NeonFlow.Pulumi.Testing.Tests.Connectors;

public sealed class SourcePostgresSpecTests
{
    private static readonly string[] Prose = ["title", "description", "$comment"];

    [SpecContractFact]
    public void Our_schemas_are_the_connectors_apart_from_the_prose()
    {
        var contract = JsonNode.Parse(File.ReadAllText(SpecContractFactAttribute.Path))!.AsObject();
        var ours = SourcePostgresSpec.Response();
        foreach (var part in (string[])["protocol", "configSchema", "resourceConfigSchema", "documentationUrl", "resourcePathPointers"])
        {
            Assert.Equal(WithoutProse(contract[part], property: false), WithoutProse(ours[part], property: false));
        }
    }

    [Fact]
    public void Secrets_are_marked()
    {
        var marked = new List<string>();
        Collect(SourcePostgresSpec.ConfigSchema(), "", marked);
        Assert.Equal(["password", "privateKey"], marked.Order(StringComparer.Ordinal));
    }

    /// <summary>Schemas in one form: words meant for people left out, members in the order of their names.</summary>
    private static string WithoutProse(JsonNode? node, bool property) => node switch
    {
        JsonObject schema => "{" + string.Join(",", schema.Where(p => property || !Prose.Contains(p.Key)).OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"{p.Key}:{WithoutProse(p.Value, p.Key == "properties" && !property)}")) + "}",
        JsonArray list => "[" + string.Join(",", list.Select(e => WithoutProse(e, property: false))) + "]",
        null => "null",
        _ => node.ToJsonString(),
    };

    private static void Collect(JsonNode? node, string name, List<string> marked)
    {
        if (node is JsonObject schema)
        {
            if (schema["secret"] is { } secret && secret.GetValueKind() == System.Text.Json.JsonValueKind.True) { marked.Add(name); }
            foreach (var (key, value) in schema) { Collect(value, key, marked); }
        }
        else if (node is JsonArray list)
        {
            foreach (var element in list) { Collect(element, name, marked); }
        }
    }

    private sealed class SpecContractFactAttribute : FactAttribute
    {
        public SpecContractFactAttribute()
        {
            if (!File.Exists(Path)) { Skip = $"{Path} is not there; NEONFLOW_CONTRACTS names the folder with the contracts"; }
        }

        public static string Path { get; } = System.IO.Path.Combine(Contracts(), "estuary", "source-postgres.spec.json");

        private static string Contracts()
        {
            if (Environment.GetEnvironmentVariable("NEONFLOW_CONTRACTS") is { Length: > 0 } given) { return given; }
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(System.IO.Path.Combine(folder.FullName, "NeonFlow.Pulumi.sln"))) { return System.IO.Path.Combine(folder.FullName, "..", "shared", "reference"); }
            }
            return "";
        }
    }
}
