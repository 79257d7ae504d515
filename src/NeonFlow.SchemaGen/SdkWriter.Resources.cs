using NeonFlow.Provider.Schema;

namespace NeonFlow.SchemaGen;

internal sealed partial class SdkWriter
{
    private string Resource(ResourceEntry resource)
    {
        var name = Name(resource.Token);
        var inputs = Sorted(resource.Shape.Properties.Where(static p => p.IsInput));
        var outputs = Sorted(resource.Shape.Properties.Where(static p => p.InState));
        var needsArgs = inputs.Any(static p => p.IsRequiredInput);
        var secrets = outputs.Where(static p => p.Value.Secret).Select(static p => p.Name).ToList();
        var text = Begin(resource.Token);
        ClassDoc(text, catalogue.Docs.CSharp(resource.Shape.Type), resource.Prose, resource.Example);
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
            var clr = OutputClr(property.Value, Catalogue.IsRequired(property, asOutput: true));
            text.AppendLine(
                $$"""
                    [Output("{{property.Name}}")]
                    public Output<{{clr}}> {{property.Member.Name}} { get; private set; } = null!;

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
                public static {{name}} Get(string name, Input<string> id, CustomResourceOptions? options = null)
                    => new {{name}}(name, id, options);
            }

            /// <summary>Inputs of <see cref="{{name}}"/>.</summary>
            """
        );
        Args(text, $"{name}Args", "global::Pulumi.ResourceArgs", inputs, json: false);
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
}
