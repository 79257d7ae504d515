using System.Globalization;
using System.Text;

namespace NeonFlow.Pulumi.Testing.Engine;

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
            throw new FormatException("expected property path element after '.'");
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
                        throw new FormatException("expected property path element after '.'");
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
                if (name.Length == 0 || name.AsSpan().IndexOfAny(".[]\"*") >= 0)
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

    /// <summary>Puts the old values back at the ignored paths; a path that cannot be reset is passed to the callback and has no effect.</summary>
    public static PropertyMap ResetIgnored(PropertyMap news, PropertyMap olds, IEnumerable<string> paths, Action<string> cannot)
    {
        foreach (var text in paths)
        {
            var path = PropertyPath.Parse(text);
            if (Reset(new ObjectValue(olds), new ObjectValue(news), path.Segments, 0) is (true, ObjectValue reset))
            {
                news = reset.Members;
            }
            else
            {
                cannot(text);
            }
        }

        return news;
    }

    private static (bool Done, PropertyValue? Value) Reset(PropertyValue? old, PropertyValue? @new, IReadOnlyList<object> segments, int at)
    {
        if (at == segments.Count)
        {
            return (true, old is not null && @new is not SecretValue && old is not SecretValue ? old : old);
        }

        if (@new is SecretValue secret)
        {
            var (done, inner) = Reset(old is SecretValue o ? o.Element : old, secret.Element, segments, at);
            return (done, inner is null ? null : new SecretValue(inner));
        }

        if (old is SecretValue oldSecret)
        {
            var (done, inner) = Reset(oldSecret.Element, @new, segments, at);
            return (done, inner is null || at < segments.Count - 1 ? inner : inner);
        }

        var last = at == segments.Count - 1;
        switch (segments[at])
        {
            case PropertyPath.Wildcard when @new is ObjectValue map:
            {
                var oldMap = (old as ObjectValue)?.Members ?? PropertyMap.Empty;
                var result = map.Members;
                foreach (var name in oldMap.Keys.Union(result.Keys).ToArray())
                {
                    if (last)
                    {
                        result = oldMap.Get(name) is { } kept ? result.With(name, kept) : result.Without(name);
                    }
                    else if (oldMap.Get(name) is { } o && result.Get(name) is { } n)
                    {
                        var (done, value) = Reset(o, n, segments, at + 1);
                        if (!done)
                        {
                            return (false, @new);
                        }

                        result = value is null ? result.Without(name) : result.With(name, value);
                    }
                    else
                    {
                        return (false, @new);
                    }
                }

                return (true, new ObjectValue(result));
            }

            case PropertyPath.Wildcard when @new is ArrayValue array:
            {
                var oldItems = (old as ArrayValue)?.Items ?? [];
                if (last)
                {
                    return (true, new ArrayValue(oldItems));
                }

                if (oldItems.Count != array.Items.Count)
                {
                    return (false, @new);
                }

                var items = array.Items.ToArray();
                for (var i = 0; i < items.Length; i++)
                {
                    var (done, value) = Reset(oldItems[i], items[i], segments, at + 1);
                    if (!done)
                    {
                        return (false, @new);
                    }

                    items[i] = value ?? PropertyValue.Null;
                }

                return (true, new ArrayValue(items));
            }

            case string name when @new is ObjectValue map:
            {
                var oldChild = (old as ObjectValue)?.Members.Get(name);
                var newChild = map.Members.Get(name);
                if (last)
                {
                    return (true, new ObjectValue(oldChild is null ? map.Members.Without(name) : map.Members.With(name, oldChild)));
                }

                if (oldChild is null && newChild is null)
                {
                    return (true, @new);
                }

                if (oldChild is null || newChild is null)
                {
                    return (false, @new);
                }

                var (done, value) = Reset(oldChild, newChild, segments, at + 1);
                return (done, new ObjectValue(value is null ? map.Members.Without(name) : map.Members.With(name, value)));
            }

            case int index when @new is ArrayValue array && old is ArrayValue oldArray:
            {
                if (index >= array.Items.Count && index >= oldArray.Items.Count)
                {
                    return (true, @new);
                }

                if (index >= array.Items.Count || index >= oldArray.Items.Count)
                {
                    return (false, @new);
                }

                var (done, value) = Reset(oldArray.Items[index], array.Items[index], segments, at + 1);
                var items = array.Items.ToArray();
                items[index] = value ?? PropertyValue.Null;
                return (done, new ArrayValue(items));
            }

            default:
                return old is null && @new is null ? (true, null) : (false, @new);
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
