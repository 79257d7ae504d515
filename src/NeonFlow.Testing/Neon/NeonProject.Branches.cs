namespace NeonFlow.Testing.Neon;

// What somebody does by hand in the Console with branches and their computes.
public sealed partial class NeonProject
{
    /// <summary>
    /// Adds a branch, which is a copy of another one as it is now: its data, roles and databases, without its replication slots. Roles have
    /// their parent's passwords, or new ones where that is protected. Returns its id.
    /// </summary>
    /// <param name="name">Name.</param>
    /// <param name="parentId">Id of the branch to copy; default: the default one.</param>
    /// <param name="cancellationToken">Stops waiting for the server.</param>
    public async Task<string> AddBranchAsync(string name, string? parentId = null, CancellationToken cancellationToken = default)
    {
        var parent = parentId is null ? Branch : Find(parentId);
        var server = await parent.Server.CopyAsync(cancellationToken).ConfigureAwait(false);
        var branch = new NeonBranch("br-" + MadeUp(), name, isProtected: false, server) { ParentId = parent.Id };
        branch.Endpoint = new(this, branch);
        _branches = [.. _branches, branch];
        await branch.TakeRecordsAsync(parent).ConfigureAwait(false);
        return branch.Id;
    }

    /// <summary>Makes another branch the default one.</summary>
    /// <param name="branchId">Its id.</param>
    public void MakeDefault(string branchId) => Branch = Find(branchId);

    /// <summary>Protects a branch, or takes the protection away.</summary>
    /// <param name="branchId">Its id.</param>
    /// <param name="isProtected">Whether it is protected from now on, default true.</param>
    public void ProtectBranch(string branchId, bool isProtected = true) => Find(branchId).Protected = isProtected;

    /// <summary>
    /// Archives a branch: its compute stops, and the next connection brings both back. As on Neon neither the default branch nor a
    /// protected one.
    /// </summary>
    /// <param name="branchId">Its id.</param>
    public Task ArchiveBranchAsync(string branchId) => Removable(branchId).SuspendAsync(archive: true);

    /// <summary>
    /// Deletes a branch with its data. As on Neon neither the default branch, nor the first one, nor a protected one, nor one with
    /// children.
    /// </summary>
    /// <param name="branchId">Its id.</param>
    public async Task RemoveBranchAsync(string branchId)
    {
        var branch = Removable(branchId);
        if (branch.ParentId is null || _branches.Any(other => other.ParentId == branchId))
        {
            throw new InvalidOperationException($"Neon deletes no branch that others are copies of: {branchId}.");
        }
        _branches = [.. _branches.Where(other => other != branch)];
        await branch.Endpoint.DisposeAsync().ConfigureAwait(false);
        await branch.Server.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Restores a branch to the state of another one: its id and its hosts stay, its data, roles and passwords are the other's as they are
    /// now, its replication slots are gone and its sessions end.
    /// </summary>
    /// <param name="branchId">Id of the branch to restore.</param>
    /// <param name="sourceId">Id of the branch whose state it gets.</param>
    public Task RestoreBranchAsync(string branchId, string sourceId) => Find(branchId).RestoreAsync(Find(sourceId));

    /// <summary>The host for direct connections to a branch; its port is <see cref="PortOf"/>.</summary>
    /// <param name="branchId">Id of the branch.</param>
    public string HostOf(string branchId) => Find(branchId).Endpoint.DirectHost;

    /// <summary>The port that goes with <see cref="HostOf"/>.</summary>
    /// <param name="branchId">Id of the branch.</param>
    public int PortOf(string branchId) => Find(branchId).Endpoint.Direct.Port;

    /// <summary>A connection string of the superuser of a branch, past the proxy.</summary>
    /// <param name="branchId">Id of the branch.</param>
    /// <param name="database">Database, default <c>postgres</c>.</param>
    public string AdminConnectionStringOf(string branchId, string database = "postgres") =>
        Find(branchId).Server.ConnectionString(database);

    /// <summary>
    /// Puts the compute of the default branch to sleep, as Neon does where nothing happens for some minutes; the next connection wakes it.
    /// </summary>
    public Task SuspendComputeAsync() => Branch.SuspendAsync(archive: false);

    /// <summary>The next connections to the default branch are refused in the words of Neon's proxy.</summary>
    /// <param name="times">How many.</param>
    /// <param name="words">The words; default: those for a compute that is not to be had at the moment.</param>
    public void RefuseConnections(int times, string? words = null) => Branch.RefuseNext(times, words ?? EndpointProxy.Unavailable);

    private NeonBranch Find(string branchId) =>
        _branches.FirstOrDefault(branch => branch.Id == branchId)
        ?? throw new ArgumentException($"There is no branch {branchId}.", nameof(branchId));

    private NeonBranch Removable(string branchId)
    {
        var branch = Find(branchId);
        return branch != Branch && !branch.Protected
            ? branch
            : throw new InvalidOperationException($"Neon does this neither to the default branch nor to a protected one: {branchId}.");
    }
}
