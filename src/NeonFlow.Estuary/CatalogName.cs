using System.Text.RegularExpressions;

namespace NeonFlow.Estuary;

/// <summary>Names of the catalogue. Each method answers null, or why Estuary would refuse.</summary>
public static partial class CatalogName
{
    private const int LongestName = 255;

    /// <summary>A name: <c>tenant/…/name</c>.</summary>
    public static string? Problem(string name)
    {
        if (!Pattern().IsMatch(name))
        {
            return $"\"{name}\" is not a catalogue name: it consists of parts of letters, digits, '-', '_' and '.', with single slashes "
                + "between them and none at the ends";
        }

        if (!name.Contains('/'))
        {
            return $"\"{name}\" has only one part, and the first part of a catalogue name is the tenant, as in \"acmeCo/{name}\"";
        }

        return name.Length > LongestName ? $"the name has {name.Length} characters, more than {LongestName}" : null;
    }

    /// <summary>A prefix without its final slash: at least the tenant.</summary>
    public static string? PrefixProblem(string prefix) =>
        Pattern().IsMatch(prefix)
            ? null
            : $"\"{prefix}\" is not a prefix of catalogue names: it looks like \"acmeCo/shop\", parts of letters, digits, '-', '_' and "
                + "'.' with single slashes between them";

    /// <summary>Everything before the last part; empty where there is only one.</summary>
    public static string Folder(string name) => name.LastIndexOf('/') is var slash and > 0 ? name[..slash] : "";

    [GeneratedRegex(@"^[\p{L}\p{N}\-_\.]+(/[\p{L}\p{N}\-_\.]+)*\z")]
    private static partial Regex Pattern();
}
