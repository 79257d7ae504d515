using System.Text;
using NeonFlow.Provider.Schema;

namespace NeonFlow.SchemaGen;

/// <summary>
/// The C# classes of the package, with the public surface that Pulumi's own generator gives for the same schema.
/// </summary>
internal sealed partial class SdkWriter(Catalogue catalogue)
{
    private const string Root = "NeonFlow.Cdc";

    private const string Header = """
        // Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
        #nullable enable

        """;

    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Threading.Tasks;
        using Pulumi;
        using Pulumi.Serialization;

        """;

    /// <summary>File name under <c>Generated/</c> to text.</summary>
    public IEnumerable<(string File, string Text)> Write()
    {
        yield return ("Utilities.cs", Utilities());
        yield return ("Provider.cs", Provider());
        foreach (var resource in catalogue.Resources)
        {
            yield return ($"{Module(resource.Token)}/{Name(resource.Token)}.cs", Resource(resource));
        }

        foreach (var function in catalogue.Functions)
        {
            yield return ($"{Module(function.Token)}/{Name(function.Token)}.cs", Function(function));
        }

        foreach (var type in catalogue.Types())
        {
            var module = Module(type.Token);
            if (type.Value.Kind == ValueKind.Enum)
            {
                yield return ($"{module}/{Name(type.Token)}.cs", Enum(type));
                continue;
            }

            if (type.InInputs)
            {
                yield return ($"{module}/Inputs/{Name(type.Token)}Args.cs", InputType(type));
            }

            if (type.InOutputs)
            {
                yield return ($"{module}/Outputs/{Name(type.Token)}.cs", OutputType(type));
            }
        }
    }

    private static string Module(string token) => Pascal(token.Split(':')[1].Split('/')[0]);

    private static string Name(string token) => Pascal(token.Split(':')[2]);

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static string Qualified(Type type, string part)
    {
        var token = Catalogue.TokenOf(type);
        return $"global::{Root}.{Module(token)}{part}.{Name(token)}";
    }

    private static StringBuilder Begin(string token, string part = "")
    {
        var module = Module(token);
        var text = new StringBuilder(Header + Usings);
        text.AppendLine();
        text.AppendLine($"namespace {Root}{(module == "Index" ? "" : "." + module)}{part};");
        text.AppendLine();
        return text;
    }

    private static List<PropertyShape> Sorted(IEnumerable<PropertyShape> properties) =>
        [.. properties.OrderBy(static p => p.Name, StringComparer.Ordinal)];

    private static void Doc(StringBuilder text, string indent, string summary)
    {
        text.AppendLine($"{indent}/// <summary>");
        foreach (var line in summary.Split('\n'))
        {
            text.AppendLine($"{indent}/// {line}".TrimEnd());
        }

        text.AppendLine($"{indent}/// </summary>");
    }

    // What the class is, and the first section of its page.
    private static void ClassDoc(StringBuilder text, string summary, string? prose, Example? example = null)
    {
        Doc(text, "", summary);
        var more = prose is null ? "" : ClassDocs.Remarks(prose);
        if (example is not null)
        {
            more += "\n" + ClassDocs.Example(ExampleWriter.CSharp(example));
        }

        foreach (var line in more.Length == 0 ? [] : more.Trim('\n').Split('\n'))
        {
            text.AppendLine($"/// {line}".TrimEnd());
        }
    }

    private static void Trim(StringBuilder text)
    {
        while (text.Length > 1 && text[^1] == '\n' && text[^2] == '\n')
        {
            text.Length--;
        }
    }

    private static string Identifier(string name) =>
        name
            is "as"
                or "base"
                or "default"
                or "event"
                or "in"
                or "is"
                or "namespace"
                or "object"
                or "operator"
                or "out"
                or "params"
                or "ref"
                or "string"
            ? "@" + name
            : name;
}
