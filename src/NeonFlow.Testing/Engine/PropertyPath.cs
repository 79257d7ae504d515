using System.Globalization;
using System.Text;

namespace NeonFlow.Testing.Engine;

/// <summary>A path to a value in a property tree: <c>root.nested</c>, <c>root["a.b"]</c>, <c>root[0]</c>, <c>root[*]</c>.</summary>
internal sealed class PropertyPath
{
    public const string Wildcard = "*";

    private PropertyPath(IReadOnlyList<object> segments) => Segments = segments;

    /// <summary>Member names (string) and list positions (int).</summary>
    public IReadOnlyList<object> Segments { get; }

    public static PropertyPath Of(params object[] segments) => new(segments);

    public PropertyPath Append(object segment) => new([.. Segments, segment]);

    /// <summary>The path of a text; the error is worded as the engine words it.</summary>
    public static PropertyPath Parse(string text)
    {
        var segments = new List<object>();
        var at = 0;
        if (text.StartsWith('.'))
        {
            throw new FormatException("expected property path to start with a name or index");
        }

        while (at < text.Length)
        {
            switch (text[at])
            {
                case '.':
                    at++;
                    if (at < text.Length && text[at] != '[')
                    {
                        segments.Add(Name(text, ref at));
                    }
                    else if (at == text.Length)
                    {
                        throw new FormatException("expected property path to end with a name or index");
                    }

                    break;
                case '[' when at + 1 < text.Length && text[at + 1] == '"':
                    segments.Add(Quoted(text, ref at));
                    break;
                case '[':
                    var end = text.IndexOf(']', at);
                    if (end < 0)
                    {
                        throw new FormatException("missing closing bracket in array index");
                    }

                    var index = text[(at + 1)..end];
                    segments.Add(index == Wildcard
                        ? Wildcard
                        : int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                            ? number
                            : throw new FormatException($"invalid array index: strconv.ParseInt: parsing \"{index}\": invalid syntax"));
                    at = end + 1;
                    break;
                default:
                    segments.Add(Name(text, ref at));
                    break;
            }
        }

        return new(segments);
    }

    /// <summary>The path of a text, or null where it is none.</summary>
    public static PropertyPath? TryParse(string text)
    {
        try
        {
            return Parse(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether this path, with its wildcards, is the other one or leads to it.</summary>
    public bool Contains(PropertyPath other)
    {
        if (other.Segments.Count < Segments.Count)
        {
            return false;
        }

        for (var i = 0; i < Segments.Count; i++)
        {
            if (Segments[i] is not Wildcard && !Segments[i].Equals(other.Segments[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The value at the path, looking through secrets; null where nothing is.</summary>
    public PropertyValue? Get(PropertyMap root)
    {
        PropertyValue? at = new ObjectValue(root);
        foreach (var segment in Segments)
        {
            at = (segment, at.Unwrapped) switch
            {
                (string name, ObjectValue map) => map.Members.Get(name),
                (int index, ArrayValue array) when index < array.Items.Count => array.Items[index],
                _ => null,
            };
            if (at is null)
            {
                return null;
            }
        }

        return at;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var segment in Segments)
        {
            if (segment is int index)
            {
                text.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
            }
            else
            {
                var name = (string)segment;
                if (name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '_'))
                {
                    text.Append("[\"").Append(name.Replace("\"", "\\\"", StringComparison.Ordinal)).Append("\"]");
                }
                else
                {
                    text.Append(text.Length > 0 ? "." : "").Append(name);
                }
            }
        }

        return text.ToString();
    }

    private static string Name(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] is not ('.' or '['))
        {
            at++;
        }

        return text[start..at];
    }

    private static string Quoted(string text, ref int at)
    {
        var name = new StringBuilder();
        at += 2;
        while (true)
        {
            if (at >= text.Length)
            {
                throw new FormatException("missing closing quote in property name");
            }

            if (text[at] == '"')
            {
                at++;
                break;
            }

            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] == '"')
            {
                at++;
            }

            name.Append(text[at++]);
        }

        if (at >= text.Length || text[at] != ']')
        {
            throw new FormatException("missing closing bracket in property access");
        }

        at++;
        return name.ToString();
    }
}

/// <summary>What the engine itself does with property trees: comparing them, and resetting ignored changes.</summary>
internal static class PropertyTrees
{
    /// <summary>The differences of two input trees, one entry per changed leaf (README 3.13).</summary>
    public static SortedDictionary<string, DetailedDiffEntry> Compare(PropertyMap olds, PropertyMap news)
    {
        var found = new SortedDictionary<string, DetailedDiffEntry>(StringComparer.Ordinal);
        CompareMaps(PropertyPath.Of(), olds, news, found);
        return found;
    }

    /// <summary>Puts the old values back at the ignored paths; a path that cannot be followed to its end is passed to the callback, one that is no path is passed over.</summary>
    public static PropertyMap ResetIgnored(PropertyMap news, PropertyMap olds, IEnumerable<string> paths, Action<string> cannot)
    {
        foreach (var text in paths)
        {
            if (PropertyPath.TryParse(text) is not { } path)
            {
                continue;
            }

            var (done, reset) = Reset(new ObjectValue(olds), new ObjectValue(news), path.Segments, 0, false, false);
            news = ((ObjectValue)reset).Members;
            if (!done)
            {
                cannot(text);
            }
        }

        return news;
    }

    /// <summary>A value after the reset of what lies below it; what was reset before the path came to nothing stays reset.</summary>
    private static (bool Done, PropertyValue Value) Reset(PropertyValue? old, PropertyValue @new, IReadOnlyList<object> segments, int at, bool oldIsSecret, bool newIsSecret)
    {
        if (at == segments.Count)
        {
            return (false, @new);
        }

        if (@new is SecretValue secret)
        {
            var (done, inner) = Reset(old, secret.Element, segments, at, oldIsSecret, true);
            return (done, new SecretValue(inner));
        }

        while (old is SecretValue hidden)
        {
            old = hidden.Element;
            oldIsSecret = true;
        }

        var last = at == segments.Count - 1;
        PropertyValue Kept(PropertyValue value) => oldIsSecret && !newIsSecret && value is not SecretValue ? new SecretValue(value) : value;
        return (segments[at], old, @new) switch
        {
            (PropertyPath.Wildcard, ObjectValue before, ObjectValue now) => ResetMembers(before.Members, now.Members),
            (PropertyPath.Wildcard, ArrayValue before, ArrayValue now) => ResetItems(before.Items, now.Items),
            (PropertyPath.Wildcard, _, _) => (last && @new is ObjectValue or ArrayValue, @new),
            (int index, ArrayValue before, ArrayValue now) => ResetItem(before.Items, now.Items, index),
            (int, ArrayValue, _) or (int, _, ArrayValue) => (false, @new),
            (int, _, _) => (true, @new),
            (string name, _, _) => ResetMember((old as ObjectValue)?.Members, (@new as ObjectValue)?.Members, name),
            _ => (false, @new),
        };

        (bool, PropertyValue) ResetMembers(PropertyMap before, PropertyMap now)
        {
            if (last)
            {
                return (true, new ObjectValue(before.Select((_, value) => Kept(value))));
            }

            foreach (var (name, value) in before)
            {
                if (now.Get(name) is not { } current)
                {
                    return (false, new ObjectValue(now));
                }

                var (done, reset) = Reset(value, current, segments, at + 1, oldIsSecret, newIsSecret);
                now = now.With(name, reset);
                if (!done)
                {
                    return (false, new ObjectValue(now));
                }
            }

            return (true, new ObjectValue(now));
        }

        (bool, PropertyValue) ResetItems(IReadOnlyList<PropertyValue> before, IReadOnlyList<PropertyValue> now)
        {
            var items = now.ToArray();
            for (var i = 0; i < Math.Min(before.Count, items.Length); i++)
            {
                if (last)
                {
                    items[i] = Kept(before[i]);
                    continue;
                }

                (var done, items[i]) = Reset(before[i], items[i], segments, at + 1, oldIsSecret, newIsSecret);
                if (!done)
                {
                    return (false, new ArrayValue(items));
                }
            }

            return (before.Count == items.Length, new ArrayValue(items));
        }

        (bool, PropertyValue) ResetItem(IReadOnlyList<PropertyValue> before, IReadOnlyList<PropertyValue> now, int index)
        {
            if (index >= before.Count || index >= now.Count)
            {
                return (last && index >= before.Count && index >= now.Count, @new);
            }

            var items = now.ToArray();
            var (done, value) = last ? (true, Kept(before[index])) : Reset(before[index], items[index], segments, at + 1, oldIsSecret, newIsSecret);
            items[index] = value;
            return (done, new ArrayValue(items));
        }

        (bool, PropertyValue) ResetMember(PropertyMap? before, PropertyMap? now, string name)
        {
            var kept = before?.Get(name);
            if (last)
            {
                return now is null ? (kept is null, @new) : (true, new ObjectValue(kept is null ? now.Without(name) : now.With(name, Kept(kept))));
            }

            if (before is null || now is null)
            {
                return (before is null && now is null, @new);
            }

            if (now.Get(name) is not { } current)
            {
                return (kept is null, @new);
            }

            var (done, value) = Reset(kept, current, segments, at + 1, oldIsSecret, newIsSecret);
            return (done, new ObjectValue(now.With(name, value)));
        }
    }

    private static void CompareMaps(PropertyPath path, PropertyMap olds, PropertyMap news, SortedDictionary<string, DetailedDiffEntry> found)
    {
        foreach (var name in olds.Keys.Union(news.Keys, StringComparer.Ordinal))
        {
            Compare(path.Append(name), olds.Get(name), news.Get(name), found);
        }
    }

    private static void Compare(PropertyPath path, PropertyValue? old, PropertyValue? @new, SortedDictionary<string, DetailedDiffEntry> found)
    {
        old = old?.Unwrapped is NullValue or null ? null : old.Unwrapped;
        @new = @new?.Unwrapped is NullValue or null ? null : @new.Unwrapped;
        switch (old, @new)
        {
            case (null, null):
                return;
            case (null, _):
                found[path.ToString()] = new(PropertyDiffKind.Add, true);
                return;
            case (_, null):
                found[path.ToString()] = new(PropertyDiffKind.Delete, true);
                return;
            case (ObjectValue o, ObjectValue n):
                CompareMaps(path, o.Members, n.Members, found);
                return;
            case (ArrayValue o, ArrayValue n):
                for (var i = 0; i < Math.Max(o.Items.Count, n.Items.Count); i++)
                {
                    Compare(path.Append(i), i < o.Items.Count ? o.Items[i] : null, i < n.Items.Count ? n.Items[i] : null, found);
                }

                return;
            default:
                if (@new is UnknownValue || !old!.Equals(@new))
                {
                    found[path.ToString()] = new(PropertyDiffKind.Update, true);
                }

                return;
        }
    }
}
