using System.Runtime.CompilerServices;

namespace NeonFlow.Neon;

public sealed partial class NeonClient
{
    private const int PageOfBranches = 1000;

    /// <summary>All branches.</summary>
    public async IAsyncEnumerable<NeonBranch> ListBranchesAsync(string projectId, [EnumeratorCancellation] CancellationToken stop = default)
    {
        Id(projectId);
        string? cursor = null;
        while (true)
        {
            var page = await _api.ListBranches(projectId, PageOfBranches, cursor, stop).ConfigureAwait(false);
            foreach (var branch in page.Branches)
            {
                yield return branch;
            }

            var next = page.Pagination?.Next;
            if (string.IsNullOrEmpty(next) || next == cursor)
            {
                yield break;
            }

            cursor = next;
        }
    }

    /// <summary>The branch that serves where none is named.</summary>
    public async Task<NeonBranch> GetDefaultBranchAsync(string projectId, CancellationToken stop)
    {
        await foreach (var branch in ListBranchesAsync(projectId, stop).ConfigureAwait(false))
        {
            if (branch is { Default: true, Id.Length: > 0 })
            {
                return branch;
            }
        }

        throw new NeonNotFoundException(
            new($"GET /projects/{projectId}/branches") { Status = 200, Message = "the project has no default branch" }
        );
    }
}
