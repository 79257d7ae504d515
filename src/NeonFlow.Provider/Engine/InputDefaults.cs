using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>Fills constant defaults into inputs, at every depth, so that drift of a defaulted value is drift of an input.</summary>
internal static class InputDefaults
{
    public static PropertyValue.Map Fill(ShapeInfo shape, PropertyValue.Map inputs)
    {
        var entries = new Dictionary<string, PropertyValue>(StringComparer.Ordinal);
        foreach (var (key, value) in inputs.Entries)
        {
            if (value is not PropertyValue.Null)
            {
                entries[key] = shape[key] is { } property ? Fill(property.Value, value) : value;
            }
        }

        foreach (var property in shape.Properties)
        {
            if (property.Default is { } constant && !entries.ContainsKey(property.Name))
            {
                entries[property.Name] = ShapeCodec.Constant(constant);
            }
        }

        return new(entries);
    }

    private static PropertyValue Fill(ValueShape shape, PropertyValue value) =>
        value switch
        {
            PropertyValue.Secret secret => new PropertyValue.Secret(Fill(shape, secret.Inner)),
            PropertyValue.Map map when shape.Object is { } nested => Fill(nested, map),
            PropertyValue.List list when shape.Element is { } element => new PropertyValue.List([
                .. list.Items.Select(i => Fill(element, i)),
            ]),
            _ => value,
        };
}
