using System.Runtime.CompilerServices;

namespace NeonFlow.Neon;

public sealed partial class NeonClient
{
    private const int PageOfProjects = 400;

    /// <summary>Asks whose the key is; throws where it is refused.</summary>
    public Task CheckKeyAsync(CancellationToken stop) => _api.GetAuth(stop);

    /// <summary>
    /// Whether a project is gone for certain: Neon lists it among those that were deleted and can still be recovered (seven days). A key
    /// that has lost its rights gets the same 404 as for a project that never was, and then this says no.
    /// </summary>
    public async Task<bool> IsDeletedAsync(string projectId, CancellationToken stop)
    {
        try
        {
            return await IsDeletedAsync(projectId, null, stop).ConfigureAwait(false);
        }
        catch (NeonRefusedException refused) when (refused.Failure.Status == 400)
        {
            // A personal key belongs to no organization, and has to name one.
            var organizations = (await _api.ListOrganizations(stop).ConfigureAwait(false)).Organizations;
            if (organizations.Count == 0)
            {
                throw;
            }

            foreach (var organization in organizations)
            {
                if (await IsDeletedAsync(projectId, organization.Id, stop).ConfigureAwait(false))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>One project.</summary>
    public async Task<NeonProject> GetProjectAsync(string projectId, CancellationToken stop) =>
        (await _api.GetProject(Id(projectId), stop).ConfigureAwait(false)).Project;

    /// <summary>Switches logical replication on, for good. Only this leaf is sent.</summary>
    public Task<NeonChange> EnableLogicalReplicationAsync(string projectId, CancellationToken stop) =>
        UpdateAsync(projectId, new() { EnableLogicalReplication = true }, stop);

    /// <summary>Sets the address list, both members. Only this leaf is sent.</summary>
    public Task<NeonChange> SetAllowedIpsAsync(string projectId, AllowedIps allowed, CancellationToken stop) =>
        UpdateAsync(projectId, new() { AllowedIps = allowed }, stop);

    private async Task<bool> IsDeletedAsync(string projectId, string? organization, CancellationToken stop)
    {
        await foreach (var project in ListDeletedAsync(Id(projectId), organization, stop).ConfigureAwait(false))
        {
            if (project.Id == projectId)
            {
                return true;
            }
        }

        return false;
    }

    private async IAsyncEnumerable<NeonProject> ListDeletedAsync(
        string search,
        string? organization,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        string? cursor = null;
        while (true)
        {
            var page = await _api.ListProjects(PageOfProjects, cursor, search, "true", organization, stop).ConfigureAwait(false);
            foreach (var project in page.Projects)
            {
                yield return project;
            }

            var next = page.Pagination?.Cursor;
            if (page.Projects.Count < PageOfProjects || string.IsNullOrEmpty(next) || next == cursor)
            {
                yield break;
            }

            cursor = next;
        }
    }

    private async Task<NeonChange> UpdateAsync(string projectId, NeonProjectSettings settings, CancellationToken stop) =>
        new((await _api.UpdateProject(Id(projectId), new(new(settings)), stop).ConfigureAwait(false)).Operations);
}
