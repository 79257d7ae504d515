using System.Text;
using System.Text.RegularExpressions;

namespace NeonFlow.Neon;

/// <summary>What Neon accepts as ids and names. Each answers null, or why it would be refused.</summary>
public static partial class NeonNames
{
    private const int LongestName = 63;

    private static readonly string[] ReservedRoles = ["neon_superuser", "cloud_admin", "zenith_admin", "neon_service", "public", "none"];

    /// <summary>An id in a path: project, branch, endpoint.</summary>
    public static string? IdProblem(string id) =>
        IdPattern().IsMatch(id) ? null : $"\"{id}\" is not a Neon id: ids have 1 to 60 characters out of a-z, 0-9 and '-'";

    /// <summary>A project id; the other kinds have a prefix that gives them away.</summary>
    public static string? ProjectIdProblem(string id) =>
        IdProblem(id)
        ?? Prefixed(id) switch
        {
            null => null,
            var kind => $"\"{id}\" is the id of a Neon {kind}, not of a project (project ids look like \"quiet-lake-12345678\")",
        };

    /// <summary>A branch id.</summary>
    public static string? BranchIdProblem(string id) =>
        IdProblem(id)
        ?? (
            id.StartsWith("br-", StringComparison.Ordinal)
                ? null
                : $"\"{id}\" is not the id of a Neon branch: those start with \"br-\" (a branch name is not an id)"
        );

    /// <summary>A role to be made.</summary>
    public static string? RoleProblem(string name)
    {
        if (NameProblem(name) is { } problem)
        {
            return problem;
        }

        return name.StartsWith("pg_", StringComparison.OrdinalIgnoreCase) || ReservedRoles.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? $"\"{name}\" is reserved by Postgres or Neon"
            : null;
    }

    /// <summary>A name of Postgres.</summary>
    public static string? NameProblem(string name)
    {
        if (name.Length == 0)
        {
            return "the name is empty";
        }

        var bytes = Encoding.UTF8.GetByteCount(name);
        if (bytes > LongestName)
        {
            return $"\"{name}\" has {bytes} bytes, and Postgres keeps only {LongestName}";
        }

        return name.Contains('\0') ? "a name cannot hold the character NUL" : null;
    }

    private static string? Prefixed(string id) =>
        id.StartsWith("br-", StringComparison.Ordinal) ? "branch"
        : id.StartsWith("ep-", StringComparison.Ordinal) ? "endpoint"
        : id.StartsWith("org-", StringComparison.Ordinal) ? "organization"
        : null;

    [GeneratedRegex(@"^[a-z0-9-]{1,60}\z")]
    private static partial Regex IdPattern();
}
