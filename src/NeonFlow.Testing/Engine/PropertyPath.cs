using System.Globalization;
using System.Text;

namespace NeonFlow.Testing.Engine;

/// <summary>A path to a value in a property tree: <c>root.nested</c>, <c>root["a.b"]</c>, <c>root[0]</c>, <c>root[*]</c>.</summary>
/// <remarks>In pulumi/pulumi: PropertyPath (sdk/go/common/resource/properties_path.go).</remarks>
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
                    segments.Add(
                        index == Wildcard ? Wildcard
                        : int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                        : throw new FormatException($"invalid array index: strconv.ParseInt: parsing \"{index}\": invalid syntax")
                    );
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
