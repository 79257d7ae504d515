using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon;

/// <summary>Looking in previews, and checks that several rooms share.</summary>
internal static class NeonPreview
{
    /// <summary>What is there; null, with a line that says why, where it cannot be looked at now.</summary>
    public static async Task<T?> TryAsync<T>(OperationContext context, string what, Func<Task<T>> look)
        where T : class
    {
        try
        {
            return await look().ConfigureAwait(false);
        }
        catch (DiagnosticException e) when (e.Diagnostics.All(static d => d.Code == CoreDiagnostics.MissingSetting))
        {
            context.NotChecked(what, "the Neon API key is missing (neonflow:neonApiKey or NEON_API_KEY)");
        }
        catch (Exception e)
            when (e is NeonUnreachableException or NeonUnavailableException or NeonLockedException or NeonRateLimitedException)
        {
            context.NotChecked(what, e.Message);
        }

        return null;
    }

    /// <summary>
    /// Finds out on which branch a host is, where the program names its database by host and its Neon objects by project. Of no consequence
    /// where it cannot be found out.
    /// </summary>
    public static async Task FindServerAsync(UpstreamClients upstreams, string place, OperationContext context)
    {
        if (context.Program.ProjectsOf(place).Count > 0)
        {
            return;
        }

        foreach (var server in context.Program.NeonServers())
        {
            var parts = server["neon:".Length..].Split('/');
            try
            {
                var branch = parts is [_, not "default"]
                    ? parts[1]
                    : (await upstreams.Neon.GetDefaultBranchAsync(parts[0], context.Stop).ConfigureAwait(false)).Id;
                var endpoints = await upstreams.Neon.ListEndpointsAsync(parts[0], branch, context.Stop).ConfigureAwait(false);
                if (endpoints.Any(e => place.StartsWith($"{e.Host}:", StringComparison.OrdinalIgnoreCase)))
                {
                    context.Program.SameServer(NeonId.PlaceOf(parts[0], branch), place);
                    context.Program.SameServer(server, place);
                    return;
                }
            }
            catch (Exception e) when (e is NeonException or DiagnosticException)
            {
                context.NotChecked($"whether {place} is on the Neon project {parts[0]}", e.Message);
                return;
            }
        }
    }

    /// <summary>
    /// After a 404: returns where it proves that what was looked for is gone, because its project is there to be seen without it, or was
    /// deleted. Else it is not known whether the project was deleted or the key
    /// lost its rights, and nothing may be forgotten.
    /// </summary>
    public static async Task EnsureDeletedAsync(NeonClient neon, string projectId, CancellationToken stop)
    {
        try
        {
            await neon.GetProjectAsync(projectId, stop).ConfigureAwait(false);
        }
        catch (NeonNotFoundException)
        {
            if (!await neon.IsDeletedAsync(projectId, stop).ConfigureAwait(false))
            {
                throw new DiagnosticException(
                    new Diagnostic(
                        NeonDiagnostics.Unseen,
                        "",
                        $"Neon answers 404 for project {projectId} and does not list it among those deleted within the last seven days: "
                            + "either it was deleted before, or the API key has lost its rights on it."
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

    public static void CheckProject<T>(CheckContext<T> context, string? projectId)
    {
        if (context.IsKnown("projectId") && projectId is not null && NeonNames.ProjectIdProblem(projectId) is { } problem)
        {
            context.Fail(
                NeonDiagnostics.BadId,
                "projectId",
                $"{problem}.",
                "ProjectId = \"quiet-lake-12345678\"   // the id in the console's address, not the name"
            );
        }
    }

    public static void CheckBranch<T>(CheckContext<T> context, string? branchId)
    {
        if (context.IsKnown("branchId") && branchId is not null && NeonNames.BranchIdProblem(branchId) is { } problem)
        {
            context.Fail(
                NeonDiagnostics.BadId,
                "branchId",
                $"{problem}.",
                "BranchId = \"br-calm-river-a1b2c3d4\"   // or leave it out for the default branch"
            );
        }
    }
}
