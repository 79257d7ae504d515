using System.Text;
using NeonFlow.Provider.Schema;

namespace NeonFlow.SchemaGen;

/// <summary>The reference pages, one per resource and function, and the page of diagnostics.</summary>
internal sealed class ReferenceWriter(Catalogue catalogue)
{
    /// <summary>File name under <c>docs/</c> to text.</summary>
    public IEnumerable<(string File, string Text)> Write()
    {
        foreach (var resource in catalogue.Resources)
        {
            yield return ($"reference/{Module(resource.Token)}/{Name(resource.Token)}.md", Resource(resource));
        }

        foreach (var function in catalogue.Functions)
        {
            yield return ($"reference/{Module(function.Token)}/{Name(function.Token)}.md", Function(function));
        }

        yield return ("reference/provider.md", Provider());
        yield return ("reference/README.md", Index());
        yield return ("diagnostics.md", Diagnostics());
    }

    private static string Module(string token) => token.Split(':')[1];

    private static string Name(string token) => token.Split(':')[2];

    private string Resource(ResourceEntry resource)
    {
        var text = new StringBuilder();
        Head(text, resource.Token, catalogue.Docs.Markdown(resource.Shape.Type), resource.Prose, resource.Example);
        Table(text, "Inputs", resource.Shape.Properties.Where(static p => p.IsInput), asOutput: false);
        var outputs = resource.Shape.Properties.Where(static p => p.IsOutput).ToList();
        if (outputs.Count > 0)
        {
            Table(text, "Outputs", outputs, asOutput: true);
        }

        Nested(text, resource.Shape);
        return text.ToString();
    }

    private string Function(FunctionEntry function)
    {
        var text = new StringBuilder();
        Head(text, function.Token, catalogue.Docs.Markdown(function.Args.Type), function.Prose);
        Table(text, "Arguments", function.Args.Properties, asOutput: false);
        Table(text, "Result", function.Result.Properties, asOutput: true);
        Nested(text, function.Args);
        Nested(text, function.Result);
        return text.ToString();
    }

    private string Provider()
    {
        var text = new StringBuilder();
        Head(text, "pulumi:providers:neonflow", catalogue.Docs.Markdown(catalogue.Settings.Type), null);
        Table(text, "Settings", catalogue.Settings.Properties, asOutput: false);
        return text.ToString();
    }

    private string Index()
    {
        const string about = "All resources and functions of NeonFlow, and the provider's settings.";
        var text = new StringBuilder(FrontMatter.Of("Reference", about)).Append(
            $"{about} Derived from the provider's shapes.\n\n| token | what it is |\n|---|---|\n"
        );
        foreach (
            var (token, summary) in catalogue
                .Resources.Select(r => (r.Token, catalogue.Docs.Markdown(r.Shape.Type)))
                .Concat(catalogue.Functions.Select(f => (f.Token, catalogue.Docs.Markdown(f.Args.Type))))
        )
        {
            text.Append($"| [`{token}`]({Module(token)}/{Name(token)}.md) | {Cell(summary)} |\n");
        }

        text.Append("\nProvider settings: [provider](provider.md). Codes of all messages: [diagnostics](../diagnostics.md).\n");
        return text.ToString();
    }

    private static string Diagnostics()
    {
        const string about = "Every message that says something is wrong starts with one of these codes.";
        var text = new StringBuilder(FrontMatter.Of("Diagnostics", about)).Append(
            $"""
            {about} The first digit says where:
            1 the provider and inputs in general, 2 Neon, 3 Postgres, 4 Estuary, 5 what breaks between the two ends.

            | code | what is wrong | why it matters |
            |---|---|---|

            """
        );
        foreach (var code in Catalogue.DiagnosticCodes())
        {
            text.Append($"| <a id=\"{code.Id.ToLowerInvariant()}\"></a>{code.Id} | {Cell(code.Title)} | {Cell(code.Consequence)} |\n");
        }

        return text.ToString();
    }

    private static void Head(StringBuilder text, string token, string summary, string? prose, Example? example = null)
    {
        text.Append($"{FrontMatter.Of(token, summary)}{summary}\n\n");
        if (example is not null)
        {
            foreach (var (language, code) in ExampleWriter.Programs(example))
            {
                text.Append($"```{language}\n{code}```\n\n");
            }
        }

        if (prose is not null)
        {
            text.Append(prose).Append("\n\n");
        }
    }

    private void Nested(StringBuilder text, ShapeInfo shape)
    {
        var seen = new HashSet<Type>();
        foreach (var property in shape.Properties)
        {
            Visit(property.Value);
        }

        void Visit(ValueShape value)
        {
            if (value.Element is { } element)
            {
                Visit(element);
            }
            else if (value.Object is { } nested && seen.Add(value.Clr))
            {
                Table(text, Name(Catalogue.TokenOf(value.Clr)), nested.Properties, asOutput: false);
                foreach (var property in nested.Properties)
                {
                    Visit(property.Value);
                }
            }
        }
    }

    private void Table(StringBuilder text, string title, IEnumerable<PropertyShape> properties, bool asOutput)
    {
        text.Append($"## {title}\n\n| name | type | |\n|---|---|---|\n");
        foreach (var property in properties)
        {
            var marks = new List<string>();
            if (!asOutput && property.IsRequiredInput)
            {
                marks.Add("required");
            }

            if (property.IsSecret)
            {
                marks.Add("secret");
            }

            if (!asOutput && property.ReplaceOnChange)
            {
                marks.Add("a change replaces");
            }

            if (!asOutput && property.IsTransport)
            {
                marks.Add("transport: a change is no diff");
            }

            if (!asOutput && property.Unordered is not null)
            {
                marks.Add("a set");
            }

            var suffix = marks.Count == 0 ? "" : $" *({string.Join(", ", marks)})*";
            text.Append($"| `{property.Name}` | {TypeText(property.Value)} | {Cell(catalogue.Docs.Markdown(property.Member))}{suffix} |\n");
        }

        text.Append('\n');
    }

    private static string TypeText(ValueShape shape) =>
        shape.Kind switch
        {
            ValueKind.Any => "any value",
            ValueKind.Text => "string",
            ValueKind.Bool => "bool",
            ValueKind.Integer => "integer",
            ValueKind.Number => "number",
            ValueKind.Enum => string.Join(" \\| ", ShapeCodec.Members(shape.Clr).Select(static m => $"`{m.Text}`")),
            ValueKind.List => $"list of {TypeText(shape.Element!)}",
            ValueKind.Map => $"map of {TypeText(shape.Element!)}",
            _ => Name(Catalogue.TokenOf(shape.Clr)),
        };

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
