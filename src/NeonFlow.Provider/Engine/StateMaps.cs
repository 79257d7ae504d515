using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>Between the record of a handler, which holds inputs and outputs together, and the two property maps of the engine.</summary>
internal static class StateMaps
{
    /// <summary>
    /// Saved inputs and outputs as one map; <paramref name="transport"/> gives transport and directives (the newest inputs). A way that is
    /// not known yet is the saved one.
    /// </summary>
    public static PropertyValue.Map Merge(ShapeInfo shape, PropertyValue.Map inputs, PropertyValue.Map outputs, PropertyValue.Map transport)
    {
        var entries = new Dictionary<string, PropertyValue>(StringComparer.Ordinal);
        foreach (var property in shape.Properties)
        {
            var value =
                property.IsTransport && transport[property.Name] is { HasUnknowns: true } ? inputs[property.Name]
                : property.IsTransport || property.IsDirective ? transport[property.Name]
                : outputs[property.Name] ?? inputs[property.Name];
            if (value is not null)
            {
                entries[property.Name] = value;
            }
        }

        return new(entries);
    }

    /// <summary>
    /// Outputs of a state; what arrived secret as an input stays secret. What means the same as the input, or as the output before, keeps
    /// that form: a database lists a set in an order of its own, and the
    /// engine compares outputs element by element.
    /// </summary>
    public static PropertyValue.Map Outputs(ShapeInfo shape, object state, PropertyValue.Map inputs, PropertyValue.Map? before = null)
    {
        var derived = IsOfSecrets(shape, inputs);
        var entries = new Dictionary<string, PropertyValue>(StringComparer.Ordinal);
        foreach (var (name, value) in ShapeCodec.Encode(shape, state, static p => p.InState).Entries)
        {
            var property = shape[name]!;
            var like = new[] { inputs[name], before?[name] }.FirstOrDefault(l =>
                l is { HasUnknowns: false } && property.Unordered is not null && StructuralDiff.Same(property, l, value)
            );
            var marked = Marked(like ?? value, inputs[name]);
            entries[name] = derived && inputs[name] is null && !marked.HasSecrets ? new PropertyValue.Secret(marked) : marked;
        }

        return new(entries);
    }

    /// <summary>
    /// Whether what an object is called or consists of was marked secret by the program: what is found out about it tells of it, too.
    /// Credentials and the way to the object are secret by nature, and nothing derives from them.
    /// </summary>
    public static bool IsOfSecrets(ShapeInfo shape, PropertyValue.Map inputs) =>
        shape.Properties.Any(p =>
            p is { IsInput: true, IsTransport: false, IsDirective: false, IsTrigger: false, IsCredential: false, Value.HoldsSecrets: false }
            && inputs[p.Name] is { HasSecrets: true }
        );

    /// <summary>
    /// Predicted outputs of a preview: what is unknown is left out, what is certainly absent is said to be null, because the engine takes
    /// an output that is left out for unknown.
    /// </summary>
    public static PropertyValue.Map Predicted(
        ShapeInfo shape,
        object state,
        PropertyValue.Map inputs,
        IReadOnlyCollection<string> unknown,
        bool isUpdate
    )
    {
        var known = Outputs(shape, state, inputs);
        var entries = new Dictionary<string, PropertyValue>(StringComparer.Ordinal);
        foreach (var property in shape.Properties.Where(static p => p.InState))
        {
            if (inputs[property.Name] is { HasUnknowns: true } input)
            {
                entries[property.Name] = input;
            }
            else if (unknown.Contains(property.Name))
            {
                continue;
            }
            else if (known[property.Name] is { } value)
            {
                entries[property.Name] = value;
            }
            else if (isUpdate || !property.IsOutput)
            {
                entries[property.Name] = PropertyValue.Null.Value;
            }
        }

        return new(entries);
    }

    /// <summary>
    /// Inputs as a Read reports them. For a saved resource: what means the same keeps its saved form, what the program never set stays
    /// unset, transport and directives stay as saved.
    /// For an import: everything that has a value.
    /// </summary>
    public static PropertyValue.Map ActualInputs(ShapeInfo shape, object state, PropertyValue.Map? saved)
    {
        var actual = ShapeCodec.Encode(shape, state, static p => p.IsInput);
        if (saved is null)
        {
            return actual;
        }

        var entries = new Dictionary<string, PropertyValue>(StringComparer.Ordinal);
        foreach (var (name, was) in saved.Entries)
        {
            var property = shape[name];
            if (property is null || property.IsTransport || property.IsDirective || StructuralDiff.Same(property, was, actual[name]))
            {
                entries[name] = was;
            }
            else if (actual[name] is { } now)
            {
                entries[name] = Marked(now, was);
            }
        }

        return new(entries);
    }

    private static PropertyValue Marked(PropertyValue value, PropertyValue? like) =>
        like is { HasSecrets: true } && !value.HasSecrets ? new PropertyValue.Secret(value) : value;
}
