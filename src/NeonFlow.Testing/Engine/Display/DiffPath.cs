using System.Globalization;
using System.Text;

namespace NeonFlow.Testing.Engine.Display;

/// <summary>
/// The place of a property as the keys of a detailed diff write it; a key that is no path is forgiven, because a display must show
/// something.
/// </summary>
/// <remarks>In pulumi/pulumi: ParsePropertyPath (sdk/go/common/resource/properties_path.go).</remarks>
internal static class DiffPath
{
    /// <summary>The parts of a path, each a string or an int; a text that is no path is one name.</summary>
    public static IReadOnlyList<object> Parse(string path)
    {
        var parts = new List<object>();
        if (path.StartsWith('.') || path.EndsWith('.'))
        {
            return [path];
        }

        for (var at = 0; at < path.Length; )
        {
            if (path[at] == '.')
            {
                at++;
            }
            else if (path[at] != '[')
            {
                var end = path.AsSpan(at).IndexOfAny('.', '[') is var found && found < 0 ? path.Length : at + found;
                parts.Add(path[at..end]);
                at = end;
            }
            else if (at + 1 < path.Length && path[at + 1] == '"')
            {
                if (Quoted(path, at + 2, out var end) is not { } name)
                {
                    return [path];
                }

                parts.Add(name);
                at = end;
            }
            else
            {
                var close = path.IndexOf(']', at);
                if (close < 0)
                {
                    return [path];
                }

                var inner = path[(at + 1)..close];
                if (inner == "*")
                {
                    parts.Add(inner);
                }
                else if (int.TryParse(inner, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
                {
                    parts.Add(index);
                }
                else
                {
                    return [path];
                }

                at = close + 1;
            }
        }

        return parts;
    }

    /// <summary>Whether the outer path is the other or one of its parents.</summary>
    public static bool Contains(IReadOnlyList<object> outer, IReadOnlyList<object> inner) =>
        outer.Count <= inner.Count && outer.Zip(inner).All(pair => pair.First is "*" || pair.First.Equals(pair.Second));

    private static string? Quoted(string path, int from, out int end)
    {
        var name = new StringBuilder();
        for (var at = from; at < path.Length; at++)
        {
            if (path[at] == '"')
            {
                end = at + 2;
                return at + 1 < path.Length && path[at + 1] == ']' ? name.ToString() : null;
            }

            if (path[at] == '\\' && at + 1 < path.Length && path[at + 1] == '"')
            {
                at++;
            }

            name.Append(path[at]);
        }

        end = path.Length;
        return null;
    }
}
