using NeonFlow.Neon;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>
/// Ids of Neon objects: <c>neon:&lt;project&gt;[/&lt;branch&gt;/&lt;name&gt;]</c>, each part percent-encoded where it must be.
/// </summary>
internal static class NeonId
{
    private const string Prefix = "neon:";

    public static string Of(params string[] parts) => Prefix + string.Join('/', parts.Select(Uri.EscapeDataString));

    /// <summary>Reads an id; without the prefix it is understood as well.</summary>
    public static IReadOnlyList<string> Read(string id, string form)
    {
        var text = id.StartsWith(Prefix, StringComparison.Ordinal) ? id[Prefix.Length..] : id;
        var parts = text.Split('/').Select(Uri.UnescapeDataString).ToList();
        var wanted = form.Split('/').Length;
        return parts.Count == wanted && parts.All(static p => p.Length > 0) && parts.Take(2).All(static p => NeonNames.IdProblem(p) is null)
            ? parts
            : throw new DiagnosticException(
                new Diagnostic(CoreDiagnostics.MalformedId, "", $"\"{id}\" is not an id of this resource: it looks like {Prefix}{form}.")
                {
                    Fix = $"pulumi import … {Prefix}{form}",
                }
            );
    }

    /// <summary>The place of a project in the intent ledger; null where it is not known.</summary>
    public static string? PlaceOf(string project, UnknownSet unknown) => unknown.Contains("projectId") ? null : Of(project);

    /// <summary>The place of a branch in the intent ledger, of the project where the branch is not known.</summary>
    public static string? PlaceOf(string project, string? branch, UnknownSet unknown) =>
        unknown.Contains("projectId") || unknown.Contains("branchId") ? PlaceOf(project, unknown) : PlaceOf(project, branch);

    /// <summary>The place of a branch in the intent ledger.</summary>
    public static string PlaceOf(string project, string? branch) => Of(project, branch ?? "default");
}
