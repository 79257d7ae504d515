using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>Fills defaults into inputs, constants at every depth, so that drift of a defaulted value is drift of an input.</summary>
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

    /// <summary>Fills the names that the program leaves out.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="olds">Inputs that the resource was last made or changed with; empty for a new one.</param>
    /// <param name="news">Inputs of the program.</param>
    /// <param name="resource">Name of the resource in the program.</param>
    public static PropertyValue.Map FillNames(ShapeInfo shape, PropertyValue.Map olds, PropertyValue.Map news, string resource)
    {
        var entries = new Dictionary<string, PropertyValue>(news.Entries, StringComparer.Ordinal);
        foreach (var property in shape.Properties)
        {
            if (property.DefaultName is { } naming && !entries.ContainsKey(property.Name))
            {
                var old = olds[property.Name];
                var name = naming.Under is { } under
                    ? Under(shape[PropertyPath.Of(under)]!, olds, news, old, naming.For(resource))
                    : old ?? naming.For(resource);
                if (name is not null)
                {
                    entries[property.Name] = name;
                }
            }
        }
        return new(entries);
    }

    private static PropertyValue? Under(
        PropertyShape folder,
        PropertyValue.Map olds,
        PropertyValue.Map news,
        PropertyValue? old,
        string ofNew
    )
    {
        if (news[folder.Name] is not { } given)
        {
            return old;
        }
        // Of a folder that cannot be read, the failure is said of the folder alone.
        if (given.Plain is not PropertyValue.Text { Value: var text } || folder.Value.Scalar!.Parse(text)?.ToString() is not { } now)
        {
            return PropertyValue.Unknown.Value;
        }
        if (old is not null && olds[folder.Name]?.Plain is PropertyValue.Text { Value: var was } && was == now)
        {
            return old;
        }
        var last = old?.Plain is PropertyValue.Text { Value: var name } ? name[(name.LastIndexOf('/') + 1)..] : ofNew;
        PropertyValue moved = $"{now}/{last}";
        return given.HasSecrets || old is { HasSecrets: true } ? new PropertyValue.Secret(moved) : moved;
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
