using System.Globalization;

namespace NeonFlow.Provider.Schema;

/// <summary>
/// Compares two property maps by what their shape means: sets by element, secrets by value, transport and directives not at all.
/// </summary>
internal static class StructuralDiff
{
    /// <summary>Changes of the inputs, by property path.</summary>
    public static Dictionary<string, Change> Inputs(ShapeInfo shape, PropertyValue.Map olds, PropertyValue.Map news)
    {
        var changes = new Dictionary<string, Change>(StringComparer.Ordinal);
        foreach (var property in shape.Properties)
        {
            if (property.IsInput && !property.IsTransport && !property.IsDirective)
            {
                Compare(
                    property.Value,
                    property,
                    olds[property.Name],
                    news[property.Name],
                    PropertyPath.Member("", property.Name),
                    property.ReplaceOnChange,
                    changes
                );
            }
        }

        return changes;
    }

    /// <summary>Whether two values of a property mean the same.</summary>
    public static bool Same(PropertyShape property, PropertyValue? old, PropertyValue? value)
    {
        var changes = new Dictionary<string, Change>(StringComparer.Ordinal);
        Compare(property.Value, property, old, value, "x", replaces: false, changes);
        return changes.Count == 0;
    }

    private static void Compare(
        ValueShape shape,
        PropertyShape? property,
        PropertyValue? old,
        PropertyValue? value,
        string path,
        bool replaces,
        Dictionary<string, Change> changes
    )
    {
        // What stands in a secret may be a key as well as a value: a change is reported of the whole.
        var isWhole = shape.Kind is ValueKind.Map or ValueKind.Any && (old is PropertyValue.Secret || value is PropertyValue.Secret);
        old = Bare(old);
        value = Bare(value);
        if (old is null && value is null)
        {
            return;
        }

        if (old is null || value is null)
        {
            changes[path] = new(old is null ? ChangeKind.Add : ChangeKind.Delete, replaces);
            return;
        }

        switch (shape.Kind)
        {
            case ValueKind.Object when old is PropertyValue.Map o && value is PropertyValue.Map v && shape.Object is { } nested:
                foreach (var member in nested.Properties)
                {
                    Compare(
                        member.Value,
                        member,
                        o[member.Name],
                        v[member.Name],
                        PropertyPath.Member(path, member.Name),
                        replaces || member.ReplaceOnChange,
                        changes
                    );
                }

                return;
            case ValueKind.Map or ValueKind.Any when isWhole:
                var changesWithin = new Dictionary<string, Change>(StringComparer.Ordinal);
                Compare(shape, property, old, value, path, replaces, changesWithin);
                if (changesWithin.Count > 0)
                {
                    changes[path] = new(ChangeKind.Update, replaces);
                }

                return;
            case ValueKind.Map or ValueKind.Any when old is PropertyValue.Map o && value is PropertyValue.Map v:
                foreach (var key in o.Entries.Keys.Union(v.Entries.Keys))
                {
                    Compare(shape.Element ?? shape, null, o[key], v[key], PropertyPath.Member(path, key), replaces, changes);
                }

                return;
            case ValueKind.List or ValueKind.Any when old is PropertyValue.List o && value is PropertyValue.List v:
                if (property?.Unordered is null)
                {
                    CompareInOrder(shape, o, v, path, replaces, changes);
                }
                else
                {
                    CompareAsSets(shape, property.ElementKey, o, v, path, replaces, changes);
                }

                return;
        }

        if (!Equal(old, value))
        {
            changes[path] = new(ChangeKind.Update, replaces);
        }
    }

    private static void CompareInOrder(
        ValueShape shape,
        PropertyValue.List old,
        PropertyValue.List value,
        string path,
        bool replaces,
        Dictionary<string, Change> changes
    )
    {
        for (var i = 0; i < Math.Max(old.Items.Count, value.Items.Count); i++)
        {
            Compare(
                shape.Element ?? shape,
                null,
                i < old.Items.Count ? old.Items[i] : null,
                i < value.Items.Count ? value.Items[i] : null,
                PropertyPath.Element(path, i),
                replaces,
                changes
            );
        }
    }

    // The engine shows an added element at its index in the new list and a deleted one at its index in the old list; an index that is both
    // is an update.
    private static void CompareAsSets(
        ValueShape shape,
        string? key,
        PropertyValue.List old,
        PropertyValue.List value,
        string path,
        bool replaces,
        Dictionary<string, Change> changes
    )
    {
        var byIdentity = new Dictionary<string, Queue<int>>(StringComparer.Ordinal);
        for (var i = 0; i < old.Items.Count; i++)
        {
            var identity = Identity(shape.Element!, old.Items[i], key);
            if (!byIdentity.TryGetValue(identity, out var places))
            {
                byIdentity[identity] = places = new();
            }

            places.Enqueue(i);
        }

        var deleted = new HashSet<int>(Enumerable.Range(0, old.Items.Count));
        for (var i = 0; i < value.Items.Count; i++)
        {
            var at = PropertyPath.Element(path, i);
            if (
                value.Items[i].Plain is not PropertyValue.Unknown
                && byIdentity.TryGetValue(Identity(shape.Element!, value.Items[i], key), out var places)
                && places.TryDequeue(out var was)
            )
            {
                deleted.Remove(was);
                Compare(shape.Element!, null, old.Items[was], value.Items[i], at, replaces, changes);
            }
            else
            {
                changes[at] = new(ChangeKind.Add, replaces);
            }
        }

        foreach (var i in deleted)
        {
            var at = PropertyPath.Element(path, i);
            changes[at] = changes.ContainsKey(at) ? new(ChangeKind.Update, replaces) : new(ChangeKind.Delete, replaces);
        }
    }

    private static string Identity(ValueShape shape, PropertyValue element, string? key) =>
        Canonical(shape, key is not null && element.Plain is PropertyValue.Map map ? map[key] ?? PropertyValue.Null.Value : element);

    private static string Canonical(ValueShape shape, PropertyValue value)
    {
        switch (value.Plain)
        {
            case PropertyValue.Text t:
                return "\"" + t.Value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
            case PropertyValue.List l:
                return "[" + string.Join(",", l.Items.Select(i => Canonical(shape.Element ?? shape, i))) + "]";
            case PropertyValue.Map m:
                var members = m
                    .Entries.Where(static e => Bare(e.Value) is not null)
                    .OrderBy(static e => e.Key, StringComparer.Ordinal)
                    .Select(e =>
                    {
                        var member = shape.Object?[e.Key];
                        var text =
                            member is { Unordered: not null } && e.Value.Plain is PropertyValue.List set
                                ? "{"
                                    + string.Join(
                                        ",",
                                        set.Items.Select(i => Canonical(member.Value.Element!, i)).Order(StringComparer.Ordinal)
                                    )
                                    + "}"
                                : Canonical(member?.Value ?? shape, e.Value);
                        return e.Key + ":" + text;
                    });
                return "{" + string.Join(",", members) + "}";
            case PropertyValue.Reference r:
                return "ref:" + r.Urn + "::" + r.Id;
            case PropertyValue.Null:
                return "null";
            case PropertyValue.Unknown:
                return "unknown";
            case PropertyValue.Number n:
                return n.Value.ToString("R", CultureInfo.InvariantCulture);
            case PropertyValue.Bool b:
                return b.Value ? "true" : "false";
            case var other:
                throw new InvalidOperationException($"{other} has no canonical text");
        }
    }

    private static bool Equal(PropertyValue old, PropertyValue value) =>
        (old, value) switch
        {
            (PropertyValue.Unknown, _) or (_, PropertyValue.Unknown) => false,
            (PropertyValue.Text a, PropertyValue.Text b) => a.Value == b.Value,
            (PropertyValue.Bool a, PropertyValue.Bool b) => a.Value == b.Value,
            (PropertyValue.Number a, PropertyValue.Number b) => a.Value.Equals(b.Value),
            (PropertyValue.Reference a, PropertyValue.Reference b) => a == b,
            _ => false,
        };

    private static PropertyValue? Bare(PropertyValue? value) => value?.Plain is { } plain and not PropertyValue.Null ? plain : null;
}
