using NeonFlow.Neon;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Questions to the Neon API that resources, functions and addresses ask alike.</summary>
internal static class NeonLookups
{
    /// <summary>The branch that is meant: the project's default branch where none is named.</summary>
    public static async Task<NeonBranchId> BranchAsync(
        this NeonClient neon,
        NeonProjectId project,
        NeonBranchId? branch,
        CancellationToken stop
    ) => branch ?? NeonBranchId.Of(await neon.GetDefaultBranchAsync(project, stop));

    /// <summary>The database of that name; throws a diagnostic at <paramref name="path"/> where the branch has none.</summary>
    public static NeonDatabase Named(
        this IReadOnlyList<NeonDatabase> all,
        string name,
        NeonProjectId project,
        NeonBranchId branch,
        string path
    ) =>
        all.FirstOrDefault(d => d.Name == name)
        ?? throw new DiagnosticException(
            new Diagnostic(
                NeonDiagnostics.Missing,
                path,
                $"The branch {branch} of project {project} has no database \"{name}\"; it has {Words.List(all.Select(static d => d.Name))}."
            )
            {
                Kind = FailureKind.NotFound,
            }
        );

    /// <summary>
    /// After a 404: returns where it proves that what was looked for is gone, because its project exists without it, or was deleted. Else
    /// the project may have been deleted or the key may have lost its rights, and nothing may be forgotten.
    /// </summary>
    public static async Task EnsureDeletedAsync(this NeonClient neon, NeonProjectId project, CancellationToken stop)
    {
        try
        {
            await neon.GetProjectAsync(project, stop);
        }
        catch (NeonNotFoundException)
        {
            string? unlisted = null;
            try
            {
                if (await neon.IsDeletedAsync(project, stop))
                {
                    return;
                }
            }
            // The list of deleted projects is a beta of Neon's.
            catch (NeonException refused) when (refused is NeonUnauthorizedException or NeonNotFoundException or NeonRefusedException)
            {
                unlisted = refused.Message;
            }
            throw new DiagnosticException(
                new Diagnostic(
                    NeonDiagnostics.Unseen,
                    "",
                    unlisted is null
                        ? $"Neon answers 404 for project {project} and does not list it among those deleted within the last seven days: "
                            + "either it was deleted before, or the API key has lost its rights on it."
                        : $"Neon answers 404 for project {project}, and whether it was deleted could not be asked ({unlisted}): it was "
                            + "deleted, or the API key has lost its rights on it."
                )
                {
                    Kind = FailureKind.Refused,
                    Fix =
                        "pulumi config set --secret neonflow:neonApiKey <key>   # a key that sees the project\npulumi state delete "
                        + "'<urn>'   # if the project is gone for good",
                }
            );
        }
    }
}
