using System.Text;
using NeonFlow.Provider.Schema;

namespace NeonFlow.SchemaGen;

internal sealed partial class SdkWriter
{
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
        var attribute = $"[Input(\"{property.Name}\"{(property.IsRequiredInput ? ", required: true" : "")}{(json ? ", json: true" : "")})]";
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
                    property.IsRequiredInput
                        ? $"    public Input<{InputClr(property.Value)}> {member} {{ get; set; }} = null!;"
                        : $"    public Input<{InputClr(property.Value)}>? {member} {{ get; set; }}"
                );
                text.AppendLine();
                break;
        }
    }

    private static void PlainMember(StringBuilder text, PropertyShape property)
    {
        text.AppendLine($"    [Input(\"{property.Name}\"{(property.IsRequiredInput ? ", required: true" : "")})]");
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
                    property.IsRequiredInput
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
            ValueKind.Any => "object",
            _ => throw new InvalidOperationException(shape.Kind.ToString()),
        };
}
