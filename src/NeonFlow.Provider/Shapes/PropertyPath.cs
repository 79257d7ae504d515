using System.Globalization;
using System.Text;

namespace NeonFlow.Provider.Shapes;

/// <summary>Writes property paths as the Pulumi engine reads them: <c>root.nested</c>, <c>tables[0]</c>, <c>byName["shop.orders"]</c>.</summary>
public static class PropertyPath
{
    /// <summary>The path of member <paramref name="name"/> under <paramref name="parent"/> (empty for the root).</summary>
    public static string Member(string parent, string name)
    {
        if (NeedsQuotes(name))
        {
            return $"{parent}[\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"]";
        }

        return parent.Length == 0 ? name : $"{parent}.{name}";
    }

    /// <summary>The path of element <paramref name="index"/> under <paramref name="parent"/>.</summary>
    public static string Element(string parent, int index) => string.Create(CultureInfo.InvariantCulture, $"{parent}[{index}]");

    /// <summary>The top-level property that a path starts with.</summary>
    public static string Root(string path)
    {
        if (path.StartsWith("[\"", StringComparison.Ordinal))
        {
            var name = new StringBuilder();
            for (var i = 2; i < path.Length && path[i] != '"'; i++)
            {
                if (path[i] == '\\' && i + 1 < path.Length)
                {
                    i++;
                }

                name.Append(path[i]);
            }

            return name.ToString();
        }

        var end = path.AsSpan().IndexOfAny('.', '[');
        return end < 0 ? path : path[..end];
    }

    private static bool NeedsQuotes(string name) => name.Length == 0 || name == "*" || name.AsSpan().IndexOfAny(".[]\"") >= 0;
}

/// <summary>The places of a property map whose values are known only after the operation.</summary>
/// <param name="paths">Property paths of the unknown values themselves.</param>
public sealed class UnknownSet(IReadOnlyCollection<string> paths)
{
    /// <summary>Nothing is unknown.</summary>
    public static readonly UnknownSet None = new([]);

    /// <summary>Property paths of the unknown values themselves.</summary>
    public IReadOnlyCollection<string> Paths { get; } = paths;

    /// <summary>Whether anything is unknown.</summary>
    public bool Any => Paths.Count > 0;

    /// <summary>Whether the value at <paramref name="path"/> is unknown, lies in an unknown value, or holds one.</summary>
    public bool Contains(string path) => Paths.Any(p => p == path || IsUnder(p, path) || IsUnder(path, p));

    private static bool IsUnder(string path, string parent) =>
        path.Length > parent.Length && path.StartsWith(parent, StringComparison.Ordinal) && path[parent.Length] is ('.' or '[');
}
