namespace NeonFlow.Neon;

public sealed partial class NeonClient
{
    /// <summary>Roles of a branch, without passwords.</summary>
    public async Task<IReadOnlyList<NeonRole>> ListRolesAsync(string projectId, string branchId, CancellationToken stop) =>
        (await _api.ListRoles(Id(projectId), Id(branchId), stop).ConfigureAwait(false)).Roles;

    /// <summary>
    /// One role, or null where the branch has none of that name. A missing project or branch is an error, not an absence.
    /// </summary>
    public async Task<NeonRole?> FindRoleAsync(string projectId, string branchId, string role, CancellationToken stop) =>
        (await ListRolesAsync(projectId, branchId, stop).ConfigureAwait(false)).FirstOrDefault(r => r.Name == role);

    /// <summary>
    /// Makes a role. Never sent twice after an answer was lost: <see cref="NeonUnavailableException.OutcomeUnknown"/> then says that the
    /// caller must look by name first.
    /// </summary>
    public async Task<WithOperations<NeonRole>> CreateRoleAsync(
        string projectId,
        string branchId,
        string role,
        bool noLogin,
        CancellationToken stop
    )
    {
        var body = new RoleCreate(new(Name(role), noLogin ? true : null));
        var answer = await _api.CreateRole(Id(projectId), Id(branchId), body, stop).ConfigureAwait(false);
        return new(answer.Role ?? new() { Name = role }, answer.Operations);
    }

    /// <summary>Removes a role; null where the branch has none of that name.</summary>
    public async Task<NeonChange?> DeleteRoleAsync(string projectId, string branchId, string role, CancellationToken stop) =>
        await _api.DeleteRole(Id(projectId), Id(branchId), Name(role), stop).ConfigureAwait(false) is { } answer
            ? new(answer.Operations)
            : null;

    /// <summary>The current password of a role.</summary>
    public async Task<string> RevealPasswordAsync(string projectId, string branchId, string role, CancellationToken stop) =>
        (await _api.RevealPassword(Id(projectId), Id(branchId), Name(role), stop).ConfigureAwait(false)).Password;

    /// <summary>Gives a role a new password that the server makes; it works once the operations are finished.</summary>
    public async Task<WithOperations<NeonRole>> ResetPasswordAsync(string projectId, string branchId, string role, CancellationToken stop)
    {
        var answer = await _api.ResetPassword(Id(projectId), Id(branchId), Name(role), stop).ConfigureAwait(false);
        return new(answer.Role ?? new() { Name = role }, answer.Operations);
    }
}
