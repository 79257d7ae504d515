using NeonFlow.Provider.Schema;

namespace NeonFlow.SchemaGen;

internal sealed partial class SdkWriter
{
    private string Function(FunctionEntry function)
    {
        var name = Name(function.Token);
        var inputs = Sorted(function.Args.Properties);
        var optional = inputs.Any(static p => p.IsRequiredInput) ? "" : "?";
        var none = optional.Length > 0 ? " = null" : "";
        var text = Begin(function.Token);
        ClassDoc(text, catalogue.Docs.CSharp(function.Args.Type), function.Prose);
        text.AppendLine(
            $$"""
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
            var type = args.Split('?', ' ')[0];
            var call = $"{verb}<{name}Result>(\"{function.Token}\", args ?? new {type}(), options.WithDefaults())";
            // A preview that could not look answers with nothing, which is no value.
            var always = Sorted(function.Result.Properties).First(static p => p is { IsRequired: true, Value.Kind: ValueKind.Text });
            var known = verb == "Invoke" ? $".UnknownWhere(static r => r.{always.Member.Name} is null)" : "";
            text.AppendLine(
                $$"""
                    public static {{result}} {{verb}}({{args}}, {{options}})
                        => global::Pulumi.Deployment.Instance.{{call}}{{known}};

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
}
