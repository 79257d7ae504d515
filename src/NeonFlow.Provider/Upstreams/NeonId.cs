using NeonFlow.Neon;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>
/// Id of a Neon object: <c>neon:&lt;project&gt;[/&lt;branch&gt;][/&lt;name&gt;]</c>, each part percent-encoded where it must be.
/// </summary>
/// <param name="Project">Project.</param>
/// <param name="Branch">Branch; null: the object is of the whole project.</param>
/// <param name="Name">Name; null: the object is the project or the branch itself, or there is one of its kind.</param>
internal sealed record NeonId(NeonProjectId Project, NeonBranchId? Branch = null, string? Name = null)
{
    /// <summary>Stands for the default branch of a project.</summary>
    public const string DefaultBranch = "default";

    /// <summary>The place of the object in the program.</summary>
    public string Place => Branch is null ? Text(Project) : PlaceOf(Project, Branch);

    /// <summary>The id by which the same is imported from the default branch.</summary>
    public string OnDefaultBranch => Text([.. new[] { Project.Value, DefaultBranch, Name }.OfType<string>()]);

    /// <summary>
    /// Reads an id; without the prefix it is understood as well. Where a branch belongs to it and it says <c>default</c>, it has none.
    /// </summary>
    public static NeonId Read(string id, NeonIdForm form)
    {
        var text = id.StartsWith(Places.NeonPrefix, StringComparison.Ordinal) ? id[Places.NeonPrefix.Length..] : id;
        var parts = new Queue<string>(text.Split('/').Select(Uri.UnescapeDataString));
        if (
            NeonProjectId.TryParse(parts.Dequeue(), null, out var project)
            && parts.Count == (form.HasBranch ? 1 : 0) + (form.HasName ? 1 : 0)
            && parts.All(static p => p.Length > 0)
        )
        {
            NeonBranchId? branch = null;
            if (
                !form.HasBranch
                || parts.Dequeue() is var written && (written == DefaultBranch || NeonBranchId.TryParse(written, null, out branch))
            )
            {
                return new(project, branch, form.HasName ? parts.Dequeue() : null);
            }
        }
        throw new DiagnosticException(
            new Diagnostic(CoreDiagnostics.MalformedId, "", $"\"{id}\" is not an id of this resource: it looks like {form}.")
            {
                Fix = $"pulumi import … {form}",
            }
        );
    }

    /// <summary>The place of a project; null where it is not known.</summary>
    public static string? PlaceOf(NeonProjectId? project) => project is null ? null : Text(project);

    /// <summary>The place of a branch, of the project where the branch is not known; null where not even that is.</summary>
    /// <param name="project">Project; null: not known.</param>
    /// <param name="branch">Branch; null: the default one, or not known.</param>
    /// <param name="branchIsKnown">Whether the branch is known.</param>
    public static string? PlaceOf(NeonProjectId? project, NeonBranchId? branch, bool branchIsKnown) =>
        project is null ? null
        : branchIsKnown ? PlaceOf(project, branch)
        : Text(project);

    /// <summary>The place of a branch; null: the default one.</summary>
    public static string PlaceOf(NeonProjectId project, NeonBranchId? branch) => Text(project, branch ?? DefaultBranch);

    /// <summary>Project and branch (null: the default one) of a server's place; null where it is no place of Neon.</summary>
    public static (NeonProjectId Project, NeonBranchId? Branch)? ReadServer(string place)
    {
        var parts = place.StartsWith(Places.NeonPrefix, StringComparison.Ordinal) ? place[Places.NeonPrefix.Length..].Split('/') : [];
        if (parts.Length is not (1 or 2) || !NeonProjectId.TryParse(parts[0], null, out var project))
        {
            return null;
        }
        NeonBranchId? branch = null;
        return parts.Length == 1 || parts[1] == DefaultBranch || NeonBranchId.TryParse(parts[1], null, out branch)
            ? (project, branch)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text([.. new[] { Project.Value, Branch?.Value, Name }.OfType<string>()]);

    private static string Text(params IEnumerable<string> parts) =>
        Places.NeonPrefix + string.Join('/', parts.Select(Uri.EscapeDataString));
}
