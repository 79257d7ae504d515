namespace NeonFlow.Neon;

public sealed partial class NeonClient
{
    /// <summary>Databases of a branch.</summary>
    public async Task<IReadOnlyList<NeonDatabase>> ListDatabasesAsync(string projectId, string branchId, CancellationToken stop) =>
        (await _api.ListDatabases(Id(projectId), Id(branchId), stop).ConfigureAwait(false)).Databases;

    /// <summary>Where and how to connect: host, port, database, role and its current password.</summary>
    /// <param name="projectId">Project.</param>
    /// <param name="branchId">Branch; null: the default branch.</param>
    /// <param name="database">Database.</param>
    /// <param name="role">Role.</param>
    /// <param name="pooled">Whether the pooler's host is wanted.</param>
    /// <param name="stop">Ends the call.</param>
    public async Task<NeonConnectionUri> GetConnectionUriAsync(
        string projectId,
        string? branchId,
        string database,
        string role,
        bool pooled,
        CancellationToken stop
    ) =>
        (
            await _api.GetConnectionUri(Id(projectId), branchId, Name(database), Name(role), pooled ? "true" : "false", stop)
                .ConfigureAwait(false)
        ).Uri;
}
