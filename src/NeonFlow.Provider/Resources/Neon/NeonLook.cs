using NeonFlow.Neon;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Resources.Neon;

/// <summary>Looking in previews, and checks that several rooms share.</summary>
internal static class NeonLook
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
        catch (Exception e) when (e is NeonUnreachableException or NeonUnavailableException or NeonLockedException or NeonRateLimitedException)
        {
            context.NotChecked(what, e.Message);
        }

        return null;
    }

    public static void CheckProject<T>(CheckContext<T> context, string? projectId)
    {
        if (context.IsKnown("projectId") && projectId is not null && NeonNames.ProjectIdProblem(projectId) is { } problem)
        {
            context.Fail(NeonDiagnostics.BadId, "projectId", $"{problem}.", "ProjectId = \"quiet-lake-12345678\"   // the id in the console's address, not the name");
        }
    }

    public static void CheckBranch<T>(CheckContext<T> context, string? branchId)
    {
        if (context.IsKnown("branchId") && branchId is not null && NeonNames.BranchIdProblem(branchId) is { } problem)
        {
            context.Fail(NeonDiagnostics.BadId, "branchId", $"{problem}.", "BranchId = \"br-calm-river-a1b2c3d4\"   // or leave it out for the default branch");
        }
    }
}
