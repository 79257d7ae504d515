using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NeonFlow.Provider.Schema;

namespace NeonFlow.SchemaGen;

/// <summary>An example as a whole program in each language.</summary>
internal static partial class ExampleWriter
{
    /// <summary>The programs by language, as a fenced block names it.</summary>
    public static IReadOnlyList<(string Language, string Code)> Programs(Example example) =>
        [("csharp", CSharp(example)), ("typescript", TypeScript(example)), ("python", Python(example)), ("yaml", Yaml(example))];

    /// <summary>The block of a description, which registry pages and SDKs show by language.</summary>
    public static string Block(Example example)
    {
        var fenced = string.Concat(Programs(example).Select(static p => $"```{p.Language}\n{p.Code}```\n"));
        return "{{% examples %}}\n## Example Usage\n\n{{% example %}}\n" + fenced + "{{% /example %}}\n{{% /examples %}}";
    }

    /// <summary>The program in C#.</summary>
    public static string CSharp(Example example)
    {
        var (module, type) = Parts(example);
        var nested = example.Shape.Properties.Any(p => example.Inputs.TryGetProperty(p.Name, out _) && p.Value.Object is not null);
        var text = new StringBuilder("using Pulumi;\n").Append($"using NeonFlow.Cdc.{Pascal(module)};\n");
        if (nested)
        {
            // Connections are types of the SQL resources.
            text.Append("using NeonFlow.Cdc.Postgres.Inputs;\n");
        }

        text.Append("\nreturn await Deployment.RunAsync(() =>\n{\n");
        text.Append($"    _ = new {type}(\"{example.Name}\", new()\n    {{\n");
        foreach (var (property, value) in Inputs(example))
        {
            text.Append($"        {Pascal(property.Name)} = {CSharp(property.Value, value)},\n");
        }

        return text.Append("    });\n});\n").ToString();
    }

    private static string CSharp(ValueShape shape, JsonElement value) =>
        Example.SecretOf(value) is { } secret ? $"new Config().RequireSecret(\"{secret}\")"
        : shape.Kind == ValueKind.Enum ? $"{shape.Clr.Name}.{ShapeCodec.Members(shape.Clr).Single(m => m.Text == value.GetString()).Member}"
        : shape.Object is { } nested
            ? $"new {shape.Clr.Name}Args {{ "
                + string.Join(
                    ", ",
                    Members(nested, value).Select(static m => $"{Pascal(m.Property.Name)} = {CSharp(m.Property.Value, m.Value)}")
                )
                + " }"
        : shape.Kind == ValueKind.List ? $"{{ {string.Join(", ", value.EnumerateArray().Select(i => CSharp(shape.Element!, i)))} }}"
        : shape.Kind == ValueKind.Map
            ? $"{{ {string.Join(", ", value.EnumerateObject().Select(p => $"[\"{p.Name}\"] = {CSharp(shape.Element!, p.Value)}"))} }}"
        : value.GetRawText();

    private static string TypeScript(Example example)
    {
        var (module, type) = Parts(example);
        var text = new StringBuilder();
        if (example.Secrets.Count > 0)
        {
            text.Append("import * as pulumi from \"@pulumi/pulumi\";\n");
        }

        text.Append($"import * as neonflow from \"{PackageNames.Node}\";\n\n");
        foreach (var secret in example.Secrets)
        {
            text.Append($"const {secret} = new pulumi.Config().requireSecret(\"{secret}\");\n");
        }

        text.Append($"const {Variable(example.Name)} = new neonflow.{module}.{type}(\"{example.Name}\", {{\n");
        foreach (var input in example.Inputs.EnumerateObject())
        {
            text.Append($"    {input.Name}: {TypeScript(input.Value)},\n");
        }

        return text.Append("});\n").ToString();
    }

    private static string TypeScript(JsonElement value) =>
        Example.SecretOf(value) is { } secret ? secret
        : value.ValueKind == JsonValueKind.Array ? $"[{string.Join(", ", value.EnumerateArray().Select(TypeScript))}]"
        : value.ValueKind == JsonValueKind.Object
            ? $"{{ {string.Join(", ", value.EnumerateObject().Select(static p => $"{Key(p.Name)}: {TypeScript(p.Value)}"))} }}"
        : value.GetRawText();

    private static string Python(Example example)
    {
        var (module, type) = Parts(example);
        var text = new StringBuilder(example.Secrets.Count > 0 ? "import pulumi\n" : "").Append(
            $"import {PackageNames.Python} as neonflow\n\n"
        );
        foreach (var secret in example.Secrets)
        {
            text.Append($"{Snake(secret)} = pulumi.Config().require_secret(\"{secret}\")\n");
        }

        text.Append($"{Snake(Variable(example.Name))} = neonflow.{module}.{type}(\"{example.Name}\",\n");
        var inputs = Inputs(example).Select(static i => $"    {Snake(i.Property.Name)}={Python(i.Property.Value, i.Value)}");
        return text.Append(string.Join(",\n", inputs)).Append(")\n").ToString();
    }

    private static string Python(ValueShape shape, JsonElement value) =>
        Example.SecretOf(value) is { } secret ? Snake(secret)
        : shape.Object is { } nested
            ? "{"
                + string.Join(
                    ", ",
                    Members(nested, value).Select(static m => $"\"{Snake(m.Property.Name)}\": {Python(m.Property.Value, m.Value)}")
                )
                + "}"
        : shape.Kind == ValueKind.List ? $"[{string.Join(", ", value.EnumerateArray().Select(i => Python(shape.Element!, i)))}]"
        : shape.Kind == ValueKind.Map
            ? $"{{{string.Join(", ", value.EnumerateObject().Select(p => $"\"{p.Name}\": {Python(shape.Element!, p.Value)}"))}}}"
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? (value.GetBoolean() ? "True" : "False")
        : value.GetRawText();

    private static string Yaml(Example example)
    {
        var text = new StringBuilder();
        if (example.Secrets.Count > 0)
        {
            text.Append("config:\n");
            foreach (var secret in example.Secrets)
            {
                text.Append($"  {secret}:\n    type: string\n    secret: true\n");
            }
        }

        text.Append($"resources:\n  {Variable(example.Name)}:\n    type: {example.Token}\n");
        if (Variable(example.Name) != example.Name)
        {
            text.Append($"    name: {example.Name}\n");
        }

        text.Append("    properties:\n");
        foreach (var input in example.Inputs.EnumerateObject())
        {
            Yaml(text, input.Name, input.Value, 6);
        }

        return text.ToString();
    }

    private static void Yaml(StringBuilder text, string name, JsonElement value, int indent)
    {
        text.Append(' ', indent).Append(name).Append(':');
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                text.Append('\n');
                foreach (var item in value.EnumerateArray())
                {
                    text.Append(' ', indent + 2).Append("- ").Append(item.GetString()).Append('\n');
                }

                break;
            case JsonValueKind.Object:
                text.Append('\n');
                foreach (var member in value.EnumerateObject())
                {
                    Yaml(text, member.Name, member.Value, indent + 2);
                }

                break;
            default:
                text.Append(' ').Append(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()).Append('\n');
                break;
        }
    }

    private static IEnumerable<(PropertyShape Property, JsonElement Value)> Inputs(Example example) =>
        Members(example.Shape, example.Inputs);

    private static IEnumerable<(PropertyShape Property, JsonElement Value)> Members(ShapeInfo shape, JsonElement values) =>
        values
            .EnumerateObject()
            .Select(v => (shape[v.Name] ?? throw new InvalidOperationException($"{shape.Type.Name} has no {v.Name}."), v.Value));

    private static (string Module, string Type) Parts(Example example) => (example.Token.Split(':')[1], example.Token.Split(':')[2]);

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    // read-later is readLater in a program.
    private static string Variable(string name) => Dashed().Replace(name, static m => m.Groups[1].Value.ToUpperInvariant());

    private static string Snake(string name) => Humps().Replace(name, "_$1").ToLowerInvariant();

    private static string Key(string name) => Plain().IsMatch(name) ? name : $"\"{name}\"";

    [GeneratedRegex("-(.)")]
    private static partial Regex Dashed();

    [GeneratedRegex("(?<!^)([A-Z])")]
    private static partial Regex Humps();

    [GeneratedRegex(@"^\w+$")]
    private static partial Regex Plain();
}
