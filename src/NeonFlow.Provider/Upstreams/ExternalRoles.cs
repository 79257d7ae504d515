using System.Text.RegularExpressions;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Roles that, by the provider's settings, something other than this provider makes before they are needed.</summary>
/// <param name="Names">Their names.</param>
public sealed partial record ExternalRoles(IReadOnlyList<string> Names)
{
    /// <summary>No role at all.</summary>
    public static ExternalRoles None { get; } = new([]);

    /// <summary>Whether a role is one of them.</summary>
    public bool Contains(string role) => Names.Contains(role);

    /// <summary>Says of a role that it neither exists nor is made by what the resource waits for.</summary>
    public static string Missing(string role) => $"The role {role} does not exist, and nothing that this resource depends on makes it.";

    /// <summary>What lets a preview pass where something else of the program makes the role: a comment of SQL.</summary>
    public string FixFor(string role)
    {
        IReadOnlyList<string> all = [.. Names, role];
        var value = all.All(static n => Plain().IsMatch(n)) ? string.Join(',', all) : $"'{SettingList.Write(all)}'";
        return $"-- or, where another package of this program makes it: pulumi config set neonflow:externalRoles {value}";
    }

    [GeneratedRegex(@"^[\w.-]+$")]
    private static partial Regex Plain();
}
