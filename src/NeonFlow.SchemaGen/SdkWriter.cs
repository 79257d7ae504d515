using System.Globalization;
using System.Text;
using NeonFlow.Provider.Schema;

namespace NeonFlow.SchemaGen;

/// <summary>
/// The C# classes of the package, with the public surface that Pulumi's own generator gives for the same schema.
/// </summary>
internal sealed class SdkWriter(Catalogue catalogue)
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

    private string Resource(ResourceEntry resource)
    {
        var name = Name(resource.Token);
        var inputs = Sorted(resource.Shape.Properties.Where(static p => p.IsInput));
        var outputs = Sorted(resource.Shape.Properties.Where(static p => p.InState));
        var needsArgs = inputs.Any(static p => p.IsRequired);
        var secrets = outputs.Where(static p => p.Value.Secret).Select(static p => p.Name).ToList();
        var text = Begin(resource.Token);
        Doc(text, "", catalogue.Docs.CSharp(resource.Shape.Type));
        text.AppendLine(
            $$"""
            [PulumiResourceType("{{resource.Token}}")]
            public partial class {{name}} : global::Pulumi.CustomResource
            {
            """
        );
        foreach (var property in outputs)
        {
            Doc(text, "    ", catalogue.Docs.CSharp(property.Member));
            text.AppendLine(
                $$"""
                    [Output("{{property.Name}}")]
                    public Output<{{OutputClr(
                    property.Value,
                    Catalogue.IsRequired(property, asOutput: true)
                )}}> {{property.Member.Name}} { get; private set; } = null!;

                """
            );
        }

        var argsParameter = needsArgs ? $"{name}Args args" : $"{name}Args? args = null";
        text.AppendLine(
            $$"""
                /// <summary>Declares the resource.</summary>
                /// <param name="name">Logical name in the program.</param>
                /// <param name="args">Inputs.</param>
                /// <param name="options">Pulumi's resource options.</param>
                public {{name}}(string name, {{argsParameter}}, CustomResourceOptions? options = null)
                    : base("{{resource.Token}}", name, args ?? new {{name}}Args(), MakeResourceOptions(options, ""))
                {
                }

                private {{name}}(string name, Input<string> id, CustomResourceOptions? options = null)
                    : base("{{resource.Token}}", name, null, MakeResourceOptions(options, id))
                {
                }

                private static CustomResourceOptions MakeResourceOptions(CustomResourceOptions? options, Input<string>? id)
                {
                    var defaultOptions = new CustomResourceOptions
                    {
                        Version = Utilities.Version,
            """
        );
        if (secrets.Count > 0)
        {
            text.AppendLine(
                $$"""            AdditionalSecretOutputs = { {{string.Join(", ", secrets.Select(static s => $"\"{s}\""))}} },"""
            );
        }

        text.AppendLine(
            $$"""
                    };
                    var merged = CustomResourceOptions.Merge(defaultOptions, options);
                    merged.Id = id ?? merged.Id;
                    return merged;
                }

                /// <summary>Reads an existing resource by its id, without managing it.</summary>
                /// <param name="name">Logical name in the program.</param>
                /// <param name="id">Id, in the form that an import takes.</param>
                /// <param name="options">Pulumi's resource options.</param>
                public static {{name}} Get(string name, Input<string> id, CustomResourceOptions? options = null) => new {{name}}(name, id, options);
            }

            /// <summary>Inputs of <see cref="{{name}}"/>.</summary>
            """
        );
        Args(text, $"{name}Args", "global::Pulumi.ResourceArgs", inputs, json: false);
        return text.ToString();
    }

    private string Function(FunctionEntry function)
    {
        var name = Name(function.Token);
        var inputs = Sorted(function.Args.Properties);
        var optional = inputs.Any(static p => p.IsRequired) ? "" : "?";
        var none = optional.Length > 0 ? " = null" : "";
        var text = Begin(function.Token);
        text.AppendLine(
            $$"""
            /// <summary>{{catalogue.Docs.CSharp(function.Args.Type)}}</summary>
            public static class {{name}}
            {
            """
        );
        foreach (
            var (result, args, options, verb) in new[]
            {
                ($"Task<{name}Result>", $"{name}Args{optional} args{none}", "InvokeOptions? options = null", "InvokeAsync"),
                ($"Output<{name}Result>", $"{name}InvokeArgs{optional} args{none}", "InvokeOptions? options = null", "Invoke"),
                ($"Output<{name}Result>", $"{name}InvokeArgs{optional} args", "InvokeOutputOptions options", "Invoke"),
            }
        )
        {
            Doc(text, "    ", catalogue.Docs.CSharp(function.Args.Type));
            text.AppendLine(
                $$"""
                    public static {{result}} {{verb}}({{args}}, {{options}})
                        => global::Pulumi.Deployment.Instance.{{verb}}<{{name}}Result>("{{function.Token}}", args ?? new {{args.Split(
                    '?',
                    ' '
                )[0]}}(), options.WithDefaults());

                """
            );
        }

        Trim(text);
        text.AppendLine("}");
        text.AppendLine();
        text.AppendLine($"/// <summary>Arguments of <see cref=\"{name}.InvokeAsync\"/>.</summary>");
        text.AppendLine(
            $$"""
            public sealed class {{name}}Args : global::Pulumi.InvokeArgs
            {
            """
        );
        foreach (var property in inputs)
        {
            Doc(text, "    ", catalogue.Docs.CSharp(property.Member));
            PlainMember(text, property);
        }

        text.AppendLine(
            $$"""
                /// <summary>No arguments.</summary>
                public static new {{name}}Args Empty => new {{name}}Args();
            }

            /// <summary>Arguments of the output forms of <see cref="{{name}}"/>.</summary>
            """
        );
        Args(text, $"{name}InvokeArgs", "global::Pulumi.InvokeArgs", inputs, json: false);
        text.AppendLine();
        Doc(text, "", catalogue.Docs.CSharp(function.Result.Type));
        OutputClass(text, $"{name}Result", Sorted(function.Result.Properties), asOutput: true);
        return text.ToString();
    }

    private string InputType(TypeEntry type)
    {
        var text = Begin(type.Token, ".Inputs");
        Doc(text, "", catalogue.Docs.CSharp(type.Value.Clr));
        Args(text, $"{Name(type.Token)}Args", "global::Pulumi.ResourceArgs", Sorted(type.Value.Object!.Properties), json: false);
        return text.ToString();
    }

    private string OutputType(TypeEntry type)
    {
        var text = Begin(type.Token, ".Outputs");
        Doc(text, "", catalogue.Docs.CSharp(type.Value.Clr));
        OutputClass(text, Name(type.Token), Sorted(type.Value.Object!.Properties), asOutput: false);
        return text.ToString();
    }

    private void OutputClass(StringBuilder text, string name, IReadOnlyList<PropertyShape> properties, bool asOutput)
    {
        text.AppendLine(
            $$"""
            [OutputType]
            public sealed class {{name}}
            {
            """
        );
        foreach (var property in properties)
        {
            Doc(text, "    ", catalogue.Docs.CSharp(property.Member));
            text.AppendLine(
                $"    public readonly {OutputClr(property.Value, Catalogue.IsRequired(property, asOutput))} {property.Member.Name};"
            );
            text.AppendLine();
        }

        text.AppendLine("    [OutputConstructor]");
        text.AppendLine($"    private {name}(");
        text.AppendLine(
            string.Join(
                ",\n",
                properties.Select(p => $"        {OutputClr(p.Value, Catalogue.IsRequired(p, asOutput))} {Identifier(p.Name)}")
            ) + ")"
        );
        text.AppendLine("    {");
        foreach (var property in properties)
        {
            text.AppendLine($"        {property.Member.Name} = {Identifier(property.Name)};");
        }

        text.AppendLine("    }");
        text.AppendLine("}");
    }

    private string Enum(TypeEntry type)
    {
        var name = Name(type.Token);
        var text = Begin(type.Token);
        text.Replace("using System.Threading.Tasks;", "using System.ComponentModel;");
        Doc(text, "", catalogue.Docs.CSharp(type.Value.Clr));
        text.AppendLine(
            $$"""
            [EnumType]
            public readonly struct {{name}} : IEquatable<{{name}}>
            {
                private readonly string _value;

                private {{name}}(string value)
                {
                    _value = value ?? throw new ArgumentNullException(nameof(value));
                }

            """
        );
        foreach (var (member, wire) in ShapeCodec.Members(type.Value.Clr))
        {
            Doc(text, "    ", catalogue.Docs.CSharp(type.Value.Clr.GetField(member.ToString()!)!));
            text.AppendLine(
                $$"""
                    public static {{name}} {{member}} { get; } = new {{name}}("{{wire}}");

                """
            );
        }

        text.AppendLine(
            $$"""
                /// <summary>Same value.</summary>
                public static bool operator ==({{name}} left, {{name}} right) => left.Equals(right);

                /// <summary>Another value.</summary>
                public static bool operator !=({{name}} left, {{name}} right) => !left.Equals(right);

                /// <summary>The value's wire text.</summary>
                public static explicit operator string({{name}} value) => value._value;

                /// <inheritdoc/>
                [EditorBrowsable(EditorBrowsableState.Never)]
                public override bool Equals(object? obj) => obj is {{name}} other && Equals(other);

                /// <inheritdoc/>
                public bool Equals({{name}} other) => string.Equals(_value, other._value, StringComparison.Ordinal);

                /// <inheritdoc/>
                [EditorBrowsable(EditorBrowsableState.Never)]
                public override int GetHashCode() => _value?.GetHashCode() ?? 0;

                /// <inheritdoc/>
                public override string ToString() => _value;
            }
            """
        );
        return text.ToString();
    }

    private string Provider()
    {
        var text = Begin("neonflow:index:Provider");
        var inputs = Sorted(catalogue.Settings.Properties);
        Doc(text, "", catalogue.Docs.CSharp(catalogue.Settings.Type));
        text.AppendLine(
            """
            [PulumiResourceType("pulumi:providers:neonflow")]
            public partial class Provider : global::Pulumi.ProviderResource
            {
            """
        );
        foreach (var property in inputs.Where(static p => p.Value.Kind == ValueKind.Text))
        {
            Doc(text, "    ", catalogue.Docs.CSharp(property.Member));
            text.AppendLine(
                $$"""
                    [Output("{{property.Name}}")]
                    public Output<string?> {{property.Member.Name}} { get; private set; } = null!;

                """
            );
        }

        var secrets = string.Join(", ", inputs.Where(static p => p.Value.Secret).Select(static p => $"\"{p.Name}\""));
        text.AppendLine(
            $$"""
                /// <summary>Declares a provider of its own, with settings that differ from the stack configuration.</summary>
                /// <param name="name">Logical name in the program.</param>
                /// <param name="args">Settings.</param>
                /// <param name="options">Pulumi's resource options.</param>
                public Provider(string name, ProviderArgs? args = null, CustomResourceOptions? options = null)
                    : base("neonflow", name, args ?? new ProviderArgs(), MakeResourceOptions(options, ""))
                {
                }

                private static CustomResourceOptions MakeResourceOptions(CustomResourceOptions? options, Input<string>? id)
                {
                    var defaultOptions = new CustomResourceOptions
                    {
                        Version = Utilities.Version,
                        AdditionalSecretOutputs = { {{secrets}} },
                    };
                    var merged = CustomResourceOptions.Merge(defaultOptions, options);
                    merged.Id = id ?? merged.Id;
                    return merged;
                }
            }

            /// <summary>Settings of <see cref="Provider"/>.</summary>
            """
        );
        Args(text, "ProviderArgs", "global::Pulumi.ResourceArgs", inputs, json: true);
        return text.ToString();
    }

    private void Args(StringBuilder text, string name, string baseType, IReadOnlyList<PropertyShape> properties, bool json)
    {
        text.AppendLine(
            $$"""
            public sealed class {{name}} : {{baseType}}
            {
            """
        );
        foreach (var property in properties)
        {
            Member(text, property, json && property.Value.Kind != ValueKind.Text);
        }

        text.AppendLine(
            $$"""
                /// <summary>No inputs.</summary>
                public static new {{name}} Empty => new {{name}}();
            }
            """
        );
    }

    private void Member(StringBuilder text, PropertyShape property, bool json)
    {
        var attribute = $"[Input(\"{property.Name}\"{(property.IsRequired ? ", required: true" : "")}{(json ? ", json: true" : "")})]";
        var member = property.Member.Name;
        var field = "_" + property.Name;
        var docs = catalogue.Docs.CSharp(property.Member);
        switch (property.Value.Kind)
        {
            case ValueKind.List or ValueKind.Map:
                var collection =
                    property.Value.Kind == ValueKind.List
                        ? $"InputList<{InputClr(property.Value.Element!)}>"
                        : $"InputMap<{InputClr(property.Value.Element!)}>";
                text.AppendLine($"    {attribute}");
                text.AppendLine($"    private {collection}? {field};");
                text.AppendLine();
                Doc(text, "    ", docs);
                text.AppendLine(
                    $$"""
                        public {{collection}} {{member}}
                        {
                            get => {{field}} ?? ({{field}} = new {{collection}}());
                            set => {{field}} = value;
                        }

                    """
                );
                break;
            case var _ when property.Value.Secret:
                text.AppendLine($"    {attribute}");
                text.AppendLine($"    private Input<string>? {field};");
                text.AppendLine();
                Doc(text, "    ", docs);
                text.AppendLine(
                    $$"""
                        public Input<string>? {{member}}
                        {
                            get => {{field}};
                            set
                            {
                                var emptySecret = Output.CreateSecret(0);
                                {{field}} = Output.Tuple<Input<string>?, int>(value, emptySecret).Apply(t => t.Item1);
                            }
                        }

                    """
                );
                break;
            default:
                Doc(text, "    ", docs);
                text.AppendLine($"    {attribute}");
                text.AppendLine(
                    property.IsRequired
                        ? $"    public Input<{InputClr(property.Value)}> {member} {{ get; set; }} = null!;"
                        : $"    public Input<{InputClr(property.Value)}>? {member} {{ get; set; }}"
                );
                text.AppendLine();
                break;
        }
    }

    private static void PlainMember(StringBuilder text, PropertyShape property)
    {
        text.AppendLine($"    [Input(\"{property.Name}\"{(property.IsRequired ? ", required: true" : "")})]");
        switch (property.Value.Kind)
        {
            case ValueKind.List:
                text.AppendLine($"    public List<{InputClr(property.Value.Element!)}>? {property.Member.Name} {{ get; set; }}");
                break;
            case ValueKind.Map:
                text.AppendLine(
                    $"    public Dictionary<string, {InputClr(property.Value.Element!)}>? {property.Member.Name} {{ get; set; }}"
                );
                break;
            default:
                var clr = InputClr(property.Value);
                text.AppendLine(
                    property.IsRequired
                        ? $"    public {clr} {property.Member.Name} {{ get; set; }}{(clr is "string" ? " = null!;" : "")}"
                        : $"    public {clr}? {property.Member.Name} {{ get; set; }}"
                );
                break;
        }

        text.AppendLine();
    }

    private static string InputClr(ValueShape shape) =>
        shape.Kind switch
        {
            ValueKind.Object => Qualified(shape.Clr, ".Inputs") + "Args",
            ValueKind.List => $"ImmutableArray<{InputClr(shape.Element!)}>",
            ValueKind.Map => $"ImmutableDictionary<string, {InputClr(shape.Element!)}>",
            _ => Scalar(shape),
        };

    private static string OutputClr(ValueShape shape, bool required) =>
        shape.Kind switch
        {
            ValueKind.List => $"ImmutableArray<{OutputClr(shape.Element!, required: true)}>",
            ValueKind.Map => $"ImmutableDictionary<string, {OutputClr(shape.Element!, required: true)}>{(required ? "" : "?")}",
            ValueKind.Object => Qualified(shape.Clr, ".Outputs") + (required ? "" : "?"),
            _ => Scalar(shape) + (required ? "" : "?"),
        };

    private static string Scalar(ValueShape shape) =>
        shape.Kind switch
        {
            ValueKind.Text => "string",
            ValueKind.Bool => "bool",
            ValueKind.Integer when shape.Clr == typeof(int) => "int",
            ValueKind.Integer or ValueKind.Number => "double",
            ValueKind.Enum => Qualified(shape.Clr, ""),
            _ => throw new InvalidOperationException(shape.Kind.ToString()),
        };

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

    private static string Utilities() =>
        Header
        + string.Create(
            CultureInfo.InvariantCulture,
            $$"""

            using System;
            using System.IO;
            using System.Reflection;
            using Pulumi;

            namespace {{Root}};

            internal static class Utilities
            {
                // The engine finds the provider by the version that the resources ask for.
                public static string Version { get; } = ReadVersion();

                public static InvokeOptions WithDefaults(this InvokeOptions? src)
                {
                    var dst = src ?? new InvokeOptions();
                    dst.Version ??= Version;
                    return dst;
                }

                public static InvokeOutputOptions WithDefaults(this InvokeOutputOptions? src)
                {
                    var dst = src ?? new InvokeOutputOptions();
                    dst.Version ??= Version;
                    return dst;
                }

                private static string ReadVersion()
                {
                    using var stream = typeof(Utilities).GetTypeInfo().Assembly.GetManifestResourceStream("NeonFlow.Pulumi.version.txt")
                        ?? throw new NotSupportedException("The embedded version.txt of NeonFlow.Pulumi is missing.");
                    using var reader = new StreamReader(stream);
                    return reader.ReadToEnd().Trim();
                }
            }

            internal sealed class PulumiResourceTypeAttribute : global::Pulumi.ResourceTypeAttribute
            {
                public PulumiResourceTypeAttribute(string type)
                    : base(type, Utilities.Version)
                {
                }
            }

            """
        );
}
