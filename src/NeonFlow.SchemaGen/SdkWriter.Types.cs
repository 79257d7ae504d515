using System.Text;
using NeonFlow.Provider.Schema;

namespace NeonFlow.SchemaGen;

internal sealed partial class SdkWriter
{
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
}
