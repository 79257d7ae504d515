namespace NeonFlow.Testing.Engine.Display;

/// <summary>Compares property trees as the real display does.</summary>
/// <remarks>In pulumi/pulumi: PropertyMap.Diff (sdk/go/common/resource/properties_diff.go).</remarks>
internal static class PropertyDiffs
{
    private static readonly PropertyValue MaskedSecret = new SecretValue("[secret]");

    /// <summary>Members that providers and SDKs keep for themselves.</summary>
    public static bool IsInternalKey(string key) => key.StartsWith("__", StringComparison.Ordinal);

    public static bool IsNull(PropertyValue? value) => value is null or NullValue;

    /// <summary>What a display may see: secrets are masked before anything is compared, so that two secrets are equal.</summary>
    public static PropertyMap Visible(PropertyMap? map) => (map ?? PropertyMap.Empty).Select((_, value) => Visible(value));

    /// <summary>What differs between two objects, or null when nothing does.</summary>
    public static ElementDiffs<string>? Compare(
        PropertyMap old,
        PropertyMap @new,
        Func<IReadOnlyList<object>, bool>? hide = null,
        IReadOnlyList<object>? path = null
    )
    {
        var diff = new ElementDiffs<string>();
        foreach (var (key, before) in old)
        {
            var here = Append(path, key);
            if (IsInternalKey(key) || hide?.Invoke(here) == true)
            {
                continue;
            }

            if (!@new.TryGetValue(key, out var after))
            {
                if (!IsNull(before))
                {
                    diff.Deletes[key] = before;
                }
            }
            else if (Compare(before, after, hide, here) is not { } changed)
            {
                diff.Sames[key] = before;
            }
            else if (IsNull(before))
            {
                diff.Adds[key] = after;
            }
            else if (IsNull(after))
            {
                diff.Deletes[key] = before;
            }
            else
            {
                diff.Updates[key] = changed;
            }
        }

        foreach (var (key, after) in @new)
        {
            if (!IsInternalKey(key) && !old.ContainsKey(key) && !IsNull(after) && hide?.Invoke(Append(path, key)) != true)
            {
                diff.Adds[key] = after;
            }
        }

        return diff.Any ? diff : null;
    }

    /// <summary>What differs between two values, or null when nothing does.</summary>
    public static ValueDiff? Compare(
        PropertyValue? old,
        PropertyValue? @new,
        Func<IReadOnlyList<object>, bool>? hide = null,
        IReadOnlyList<object>? path = null
    )
    {
        if (old is ArrayValue before && @new is ArrayValue after)
        {
            var elements = new ElementDiffs<int>();
            for (var i = 0; i < Math.Max(before.Items.Count, after.Items.Count); i++)
            {
                if (i >= before.Items.Count)
                {
                    elements.Adds[i] = after.Items[i];
                }
                else if (i >= after.Items.Count)
                {
                    elements.Deletes[i] = before.Items[i];
                }
                else if (Compare(before.Items[i], after.Items[i], hide, Append(path, i)) is { } changed)
                {
                    elements.Updates[i] = changed;
                }
                else
                {
                    elements.Sames[i] = before.Items[i];
                }
            }

            return elements.Any ? new ValueDiff(old, @new) { Array = elements } : null;
        }

        if (old is ObjectValue left && @new is ObjectValue right)
        {
            return Compare(left.Members, right.Members, hide, path) is { } members ? new ValueDiff(old, @new) { Object = members } : null;
        }

        return AreEqual(old, @new) ? null : new ValueDiff(old, @new);
    }

    /// <summary>
    /// The provider's own account of an update (or, with <paramref name="refresh"/>, of what a read found) as a diff of objects;
    /// null when it names nothing. <paramref name="hidden"/> gets the paths that are not to be shown.
    /// </summary>
    public static ElementDiffs<string>? FromDetailed(StepMetadata step, bool refresh, ICollection<string>? hidden = null)
    {
        var root = new ValueDiff(null, null);
        var hide = (step.New ?? step.Old)?.HideDiffs ?? [];
        foreach (var (path, entry) in step.DetailedDiff!.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            var parts = DiffPath.Parse(path);
            if (hide.FirstOrDefault(h => DiffPath.Contains(DiffPath.Parse(h), parts)) is { } hider)
            {
                hidden?.Add(hider);
            }
            else if (parts.Count > 0)
            {
                var olds = new ObjectValue(Visible(entry.InputDiff ? step.Old?.Inputs : step.Old?.Outputs));
                var news = new ObjectValue(Visible(refresh && !entry.InputDiff ? step.New?.Outputs : step.New?.Inputs));
                Insert(root, parts, 0, entry.Kind, olds, news);
            }
        }

        return root.Object;
    }

    private static void Insert(
        ValueDiff parent,
        IReadOnlyList<object> path,
        int at,
        PropertyDiffKind kind,
        PropertyValue? oldParent,
        PropertyValue? newParent
    )
    {
        var hasOld = TryGet(oldParent, path[at], out var old);
        var hasNew = TryGet(newParent, path[at], out var @new);
        if (path[at] is int index)
        {
            Record(parent.Array ??= new(), index);
        }
        else
        {
            Record(parent.Object ??= new(), (string)path[at]);
        }

        void Record<TKey>(ElementDiffs<TKey> elements, TKey key)
            where TKey : notnull
        {
            var leaf = at == path.Count - 1;
            if (leaf && kind is PropertyDiffKind.Add or PropertyDiffKind.AddReplace)
            {
                elements.Adds[key] = hasNew ? @new! : PropertyValue.Unknown;
            }
            else if (leaf && kind is PropertyDiffKind.Delete or PropertyDiffKind.DeleteReplace)
            {
                elements.Deletes[key] = hasOld ? old! : PropertyValue.Unknown;
            }
            else if (leaf)
            {
                elements.Updates[key] = Compare(old, @new) ?? new ValueDiff(old, @new);
            }
            else if (IsNull(old) && !IsNull(@new))
            {
                elements.Adds[key] = @new!;
            }
            else if (!IsNull(old) && IsNull(@new))
            {
                elements.Deletes[key] = old!;
            }
            else
            {
                var inner = elements.Updates.TryGetValue(key, out var known) ? known : new ValueDiff(null, null);
                Insert(inner, path, at + 1, kind, old, @new);
                elements.Updates[key] = inner;
            }
        }
    }

    private static bool TryGet(PropertyValue? parent, object key, out PropertyValue? value)
    {
        value = null;
        switch (parent)
        {
            case ArrayValue array when key is int index && index >= 0 && index < array.Items.Count:
                value = array.Items[index];
                return true;
            case ObjectValue map when key is string name && map.Members.TryGetValue(name, out var member):
                value = member;
                return true;
            case UnknownValue or SecretValue:
                // Whatever lies in them is as unknown or as secret as they are.
                value = parent;
                return true;
            default:
                return false;
        }
    }

    private static PropertyValue Visible(PropertyValue value) =>
        value switch
        {
            SecretValue => MaskedSecret,
            OutputValue { Value: null } => PropertyValue.Unknown,
            OutputValue { IsSecret: true } => MaskedSecret,
            OutputValue output => Visible(output.Value!),
            ArrayValue array => new ArrayValue(array.Items.Select(Visible)),
            ObjectValue map => new ObjectValue(Visible(map.Members)),
            _ => value,
        };

    private static bool AreEqual(PropertyValue? old, PropertyValue? @new) =>
        IsNull(old)
            ? IsNull(@new)
            : old switch
            {
                ObjectValue left => @new is ObjectValue right
                    && left.Members.Concat(right.Members).All(m => AreEqual(left.Members.Get(m.Key), right.Members.Get(m.Key))),
                ArrayValue left => @new is ArrayValue right
                    && left.Items.Count == right.Items.Count
                    && left.Items.Zip(right.Items).All(p => AreEqual(p.First, p.Second)),
                NumberValue left => @new is NumberValue right && left.Value == right.Value,
                _ => old!.Equals(@new),
            };

    private static object[] Append(IReadOnlyList<object>? path, object part) => [.. path ?? [], part];
}
