using System.Text.Json.Nodes;
using NeonFlow.Contracts;
using NeonFlow.Testing.Connectors.SourcePostgres;

namespace NeonFlow.Testing.Tests.Connectors;

public sealed class SourcePostgresSpecTests
{
    private static readonly string[] Prose = ["title", "description", "$comment"];

    [ContractFact(ContractFiles.SourcePostgres)]
    public void Our_schemas_are_the_connectors_apart_from_the_prose()
    {
        var contract = ContractFiles.Read(ContractFiles.SourcePostgres);
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
    private static string WithoutProse(JsonNode? node, bool property) =>
        node switch
        {
            JsonObject schema => "{"
                + string.Join(
                    ",",
                    schema
                        .Where(p => property || !Prose.Contains(p.Key))
                        .OrderBy(p => p.Key, StringComparer.Ordinal)
                        .Select(p => $"{p.Key}:{WithoutProse(p.Value, p.Key == "properties" && !property)}")
                )
                + "}",
            JsonArray list => "[" + string.Join(",", list.Select(e => WithoutProse(e, property: false))) + "]",
            null => "null",
            _ => node.ToJsonString(),
        };

    private static void Collect(JsonNode? node, string name, List<string> marked)
    {
        if (node is JsonObject schema)
        {
            if (schema["secret"] is { } secret && secret.GetValueKind() == System.Text.Json.JsonValueKind.True)
            {
                marked.Add(name);
            }
            foreach (var (key, value) in schema)
            {
                Collect(value, key, marked);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var element in list)
            {
                Collect(element, name, marked);
            }
        }
    }
}
