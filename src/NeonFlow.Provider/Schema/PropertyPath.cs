using System.Globalization;
using System.Text;

namespace NeonFlow.Provider.Schema;

/// <summary>
/// Writes property paths as the Pulumi engine reads them: <c>root.nested</c>, <c>tables[0]</c>, <c>byName["shop.orders"]</c>.
/// </summary>
public static class PropertyPath
{
    /// <summary>The path of a shape's property: <c>PropertyPath.Of(nameof(Role.BranchId))</c> is <c>branchId</c>.</summary>
    public static string Of(string member) => member.Length == 0 ? member : char.ToLowerInvariant(member[0]) + member[1..];

    /// <summary>The path of a property of a nested record: <c>connection.projectId</c>.</summary>
    public static string Of(string member, string nested) => $"{Of(member)}.{Of(nested)}";

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
