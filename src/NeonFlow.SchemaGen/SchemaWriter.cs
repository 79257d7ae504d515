using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NeonFlow.Provider.Schema;

namespace NeonFlow.SchemaGen;

/// <summary>schema.json, the Pulumi package schema.</summary>
internal sealed class SchemaWriter(Catalogue catalogue, Published published)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Write()
    {
        var schema = new JsonObject
        {
            ["name"] = "neonflow",
            ["displayName"] = "NeonFlow",
            ["version"] = catalogue.Version,
            ["description"] = "Neon Postgres to Estuary Flow change data capture: both ends of the pipeline in one program.",
            ["keywords"] = new JsonArray("pulumi", "neon", "postgres", "estuary", "cdc", "category/database", "kind/native"),
            ["license"] = "Apache-2.0",
            ["publisher"] = "NeonFlow",
            ["meta"] = new JsonObject { ["supportPack"] = true },
            ["language"] = new JsonObject
            {
                ["csharp"] = new JsonObject
                {
                    ["rootNamespace"] = "NeonFlow",
                    ["namespaces"] = new JsonObject
                    {
                        ["neonflow"] = "Cdc",
                        ["neon"] = "Neon",
                        ["postgres"] = "Postgres",
                        ["estuary"] = "Estuary",
                    },
                    ["respectSchemaVersion"] = true,
                    ["packageReferences"] = new JsonObject { ["Pulumi"] = "3.112.1" },
                },
                ["nodejs"] = new JsonObject { ["packageName"] = PackageNames.Node, ["respectSchemaVersion"] = true },
                ["python"] = new JsonObject
                {
                    ["packageName"] = PackageNames.Python,
                    ["pyproject"] = new JsonObject { ["enabled"] = true },
                    ["respectSchemaVersion"] = true,
                },
                ["go"] = new JsonObject
                {
                    ["importBasePath"] = PackageNames.Go,
                    ["generateResourceContainerTypes"] = true,
                    ["respectSchemaVersion"] = true,
                },
            },
            ["config"] = new JsonObject { ["variables"] = Properties(catalogue.Settings.Properties) },
            ["types"] = Sorted(catalogue.Types().Select(t => (t.Token, Type(t)))),
            ["provider"] = new JsonObject
            {
                ["description"] = catalogue.Docs.Markdown(catalogue.Settings.Type),
                ["properties"] = Properties(catalogue.Settings.Properties.Where(static p => p.Value.Kind is ValueKind.Text)),
                ["inputProperties"] = Properties(catalogue.Settings.Properties),
            },
            ["resources"] = Sorted(catalogue.Resources.Select(r => (r.Token, Resource(r)))),
            ["functions"] = Sorted(catalogue.Functions.Select(f => (f.Token, Function(f)))),
        };
        if (published.RepositoryUrl.Length > 0)
        {
            schema["homepage"] = published.RepositoryUrl;
            schema["repository"] = published.RepositoryUrl;
        }

        if (published.DownloadUrl.Length > 0)
        {
            schema["pluginDownloadURL"] = published.DownloadUrl;
        }

        return schema.ToJsonString(Format) + "\n";
    }

    private JsonObject Resource(ResourceEntry resource)
    {
        var inputs = resource.Shape.Properties.Where(static p => p.IsInput).ToList();
        var outputs = resource.Shape.Properties.Where(static p => p.InState).ToList();
        string?[] description =
        [
            catalogue.Docs.Markdown(resource.Shape.Type),
            resource.Example is { } example ? ExampleWriter.Block(example) : null,
            resource.Prose,
        ];
        return new JsonObject
        {
            ["description"] = string.Join("\n\n", description.OfType<string>()),
            ["properties"] = Properties(outputs),
            ["required"] = Names(outputs.Where(static p => Catalogue.IsRequired(p, asOutput: true))),
            ["inputProperties"] = Properties(inputs),
            ["requiredInputs"] = Names(inputs.Where(static p => Catalogue.IsRequired(p, asOutput: false))),
        };
    }

    private JsonObject Function(FunctionEntry function)
    {
        var description = catalogue.Docs.Markdown(function.Args.Type);
        return new JsonObject
        {
            ["description"] = function.Prose is null ? description : $"{description}\n\n{function.Prose}",
            ["inputs"] = Object(function.Args, asOutput: false),
            ["outputs"] = Object(function.Result, asOutput: true),
        };
    }

    private JsonObject Object(ShapeInfo shape, bool asOutput) =>
        new()
        {
            ["description"] = catalogue.Docs.Markdown(shape.Type),
            ["type"] = "object",
            ["properties"] = Properties(shape.Properties),
            ["required"] = Names(shape.Properties.Where(p => Catalogue.IsRequired(p, asOutput))),
        };

    private JsonObject Type(TypeEntry type)
    {
        if (type.Value.Object is { } shape)
        {
            return Object(shape, asOutput: false);
        }

        return new JsonObject
        {
            ["description"] = catalogue.Docs.Markdown(type.Value.Clr),
            ["type"] = "string",
            ["enum"] = new JsonArray([
                .. ShapeCodec
                    .Members(type.Value.Clr)
                    .Select(m =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["name"] = m.Member.ToString(),
                                ["value"] = m.Text,
                                ["description"] = catalogue.Docs.Markdown(type.Value.Clr.GetField(m.Member.ToString()!)!),
                            }
                    ),
            ]),
        };
    }

    private JsonObject Properties(IEnumerable<PropertyShape> properties) => Sorted(properties.Select(p => (p.Name, Property(p))));

    private JsonObject Property(PropertyShape property)
    {
        var result = Value(property.Value);
        result["description"] = catalogue.Docs.Markdown(property.Member);
        if (property.IsSecret)
        {
            result["secret"] = true;
        }

        if (property.ReplaceOnChange)
        {
            result["willReplaceOnChanges"] = true;
        }

        // No defaultInfo for environment variables: an SDK that reads them would save secrets in the state; the provider reads them when it
        // needs them.
        return result;
    }

    private static JsonObject Value(ValueShape shape) =>
        shape.Kind switch
        {
            ValueKind.Any => new JsonObject { ["$ref"] = "pulumi.json#/Any" },
            ValueKind.Text => new JsonObject { ["type"] = "string" },
            ValueKind.Bool => new JsonObject { ["type"] = "boolean" },
            ValueKind.Integer when shape.Clr == typeof(int) => new JsonObject { ["type"] = "integer" },
            ValueKind.Integer or ValueKind.Number => new JsonObject { ["type"] = "number" },
            ValueKind.List => new JsonObject { ["type"] = "array", ["items"] = Value(shape.Element!) },
            ValueKind.Map => new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(shape.Element!) },
            _ => new JsonObject { ["$ref"] = $"#/types/{Catalogue.TokenOf(shape.Clr)}" },
        };

    private static JsonArray Names(IEnumerable<PropertyShape> properties) =>
        new([.. properties.Select(static p => p.Name).Order(StringComparer.Ordinal).Select(static n => (JsonNode)n)]);

    private static JsonObject Sorted(IEnumerable<(string Key, JsonObject Value)> entries) =>
        new(entries.OrderBy(static e => e.Key, StringComparer.Ordinal).Select(static e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value)));
}
