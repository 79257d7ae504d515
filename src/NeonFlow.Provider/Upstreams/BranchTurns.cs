using System.Collections.Concurrent;
using NeonFlow.Neon;

namespace NeonFlow.Provider.Upstreams;

/// <summary>
/// Neon ends the sessions of a branch when it takes over a change of it, such as a new role. Changes of a branch or of its whole project
/// and work on its databases take turns in this process; work on the databases goes on side by side. Not re-entrant.
/// </summary>
internal sealed class BranchTurns
{
    private readonly ConcurrentDictionary<(NeonProjectId, NeonBranchId?), SharedLock> _locks = new();

    /// <summary>Waits until no database of the branch is used; disposing the result ends the change.</summary>
    /// <param name="project">Project.</param>
    /// <param name="branch">Branch; null: the change is of the whole project.</param>
    /// <param name="stop">Stops waiting.</param>
    public Task<IDisposable> ChangeAsync(NeonProjectId project, NeonBranchId? branch, CancellationToken stop) =>
        LockOf(project, branch).TakeAsync(alone: true, stop);

    /// <summary>Waits until neither the branch nor its project is being changed; disposing the result ends the use.</summary>
    /// <param name="at">Project and branch; null: no branch is known, and nothing is waited for.</param>
    /// <param name="stop">Stops waiting.</param>
    public async Task<IDisposable> UseAsync((NeonProjectId Project, NeonBranchId Branch)? at, CancellationToken stop)
    {
        if (at is not (var project, var branch))
        {
            return new Turns();
        }
        var ofProject = await LockOf(project, null).TakeAsync(alone: false, stop);
        try
        {
            return new Turns(await LockOf(project, branch).TakeAsync(alone: false, stop), ofProject);
        }
        catch
        {
            ofProject.Dispose();
            throw;
        }
    }

    private SharedLock LockOf(NeonProjectId project, NeonBranchId? branch) => _locks.GetOrAdd((project, branch), static _ => new());

    private sealed class Turns(params IReadOnlyList<IDisposable> all) : IDisposable
    {
        public void Dispose()
        {
            foreach (var turn in all)
            {
                turn.Dispose();
            }
        }
    }
}
