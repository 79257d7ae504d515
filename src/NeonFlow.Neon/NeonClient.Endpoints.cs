namespace NeonFlow.Neon;

public sealed partial class NeonClient
{
    /// <summary>Endpoints of a branch.</summary>
    public async Task<IReadOnlyList<NeonEndpoint>> ListEndpointsAsync(string projectId, string branchId, CancellationToken stop) =>
        (await _api.ListEndpoints(Id(projectId), Id(branchId), stop).ConfigureAwait(false)).Endpoints;
}
