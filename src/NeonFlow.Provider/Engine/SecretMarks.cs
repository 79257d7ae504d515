using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>
/// Marks as secret what a shape says is secret. A program in another language, an older SDK or a plain config value brings a password
/// without the mark, and whatever is not marked is
/// printed, logged and saved in plain.
/// </summary>
internal static class SecretMarks
{
    public static PropertyValue.Map Add(ShapeInfo shape, PropertyValue.Map map)
    {
        if (!shape.HoldsSecrets)
        {
            return map;
        }

        Dictionary<string, PropertyValue>? entries = null;
        foreach (var property in shape.Properties)
        {
            if (
                property.Value.HoldsSecrets
                && map[property.Name] is { } value
                && Add(property.Value, value) is var marked
                && !ReferenceEquals(marked, value)
            )
            {
                entries ??= new(map.Entries, StringComparer.Ordinal);
                entries[property.Name] = marked;
            }
        }

        return entries is null ? map : new(entries);
    }

    private static PropertyValue Add(ValueShape shape, PropertyValue value)
    {
        switch (value)
        {
            case PropertyValue.Secret or PropertyValue.Null or PropertyValue.Unknown or PropertyValue.Reference:
                return value;
            case var _ when shape.Kind == ValueKind.Any:
                // The program marks what is secret in free JSON; no shape knows.
                return value;
            case var _ when shape.Secret:
                return new PropertyValue.Secret(value);
            case PropertyValue.Map map when shape.Object is { } nested:
                return Add(nested, map);
            case PropertyValue.List list when shape is { Kind: ValueKind.List, Element: { HoldsSecrets: true } element }:
                var items = list.Items.Select(i => Add(element, i)).ToArray();
                return items.Zip(list.Items).All(static p => ReferenceEquals(p.First, p.Second)) ? list : new PropertyValue.List(items);
            case var _ when shape.HoldsSecrets:
                // Not of the type that was asked for: nobody can tell where in it the secret is, a connection URI for instance.
                return new PropertyValue.Secret(value);
            default:
                return value;
        }
    }
}
