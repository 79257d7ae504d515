using System.Diagnostics.CodeAnalysis;
using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon;

/// <summary>
/// What all resources of the Neon API do alike: look without failing a preview that has no network, take turns at a project, await
/// operations, and tell a confirmed absence from one that cannot be known.
/// </summary>
/// <typeparam name="T">The shape.</typeparam>
internal abstract class NeonResourceHandler<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(UpstreamClients upstreams) : Handler<T>
    where T : class
{
    protected UpstreamClients Upstreams { get; } = upstreams;

    protected NeonClient Neon => Upstreams.Neon;

    /// <summary>Which objects are the resource's own.</summary>
    protected NeonOwnership Ownership { get; } = new(upstreams);

    protected abstract NeonIdForm IdForm { get; }

    /// <summary>The object as it is; null where it is absent. A 404 of the API is read by the caller.</summary>
    /// <param name="id">Where it is.</param>
    /// <param name="saved">What was saved; null for an import.</param>
    /// <param name="context">The operation.</param>
    protected abstract Task<T?> ReadAsync(NeonId id, T? saved, ReadContext<T> context);

    /// <summary>Takes away what this resource made. A 404 of the API is read by the caller.</summary>
    protected abstract Task DeleteAsync(NeonId id, T state, OperationContext context);

    public sealed override async Task<ResourceState<T>?> ReadAsync(ReadContext<T> context)
    {
        var id = NeonId.Read(context.Id, IdForm);
        if (context.Saved is null && IdForm.HasBranch)
        {
            id = await OnBranchAsync(id, context.Stop);
        }
        return await UnlessDeletedAsync(id.Project, () => ReadAsync(id, context.Saved, context), context.Stop) is { } state
            ? new(id.ToString(), state)
            : null;
    }

    public sealed override async Task DeleteAsync(string id, T state, OperationContext context)
    {
        var parsed = NeonId.Read(id, IdForm);
        await UnlessDeletedAsync(
            parsed.Project,
            async () =>
            {
                await DeleteAsync(parsed, state, context);
                foreach (var left in await Ownership.LeftAsync(parsed, context))
                {
                    context.InfoOnce(left);
                }
                return state;
            },
            context.Stop
        );
    }

    /// <summary>What the API shows; null, with a line that says why, where it cannot be looked at now.</summary>
    protected static async Task<TFound?> LookAsync<TFound>(OperationContext context, string what, Func<Task<TFound>> look)
        where TFound : class
    {
        try
        {
            return await look();
        }
        catch (Exception e) when (UpstreamFailures.SkipReason(e, mayBeMade: false) is { } because)
        {
            context.NotChecked(what, because);
            return null;
        }
    }

    /// <summary>
    /// A change of a project. Look, change and wait are one step for all resources of this process; Neon has no other guard.
    /// </summary>
    protected async Task<TResult> ChangeProjectAsync<TResult>(NeonProjectId project, OperationContext context, Func<Task<TResult>> change)
    {
        using var turn = await Upstreams.LockProjectAsync(project, context.Stop);
        return await change();
    }

    /// <summary>Waits for the operations of a change, after which an address of the project may lead elsewhere.</summary>
    protected async Task AwaitAsync(NeonProjectId project, IReadOnlyList<NeonOperation> operations, CancellationToken stop)
    {
        try
        {
            await Neon.WaitAsync(project, operations, stop);
        }
        finally
        {
            Upstreams.NeonAddresses.Forget(project);
        }
    }

    /// <summary>Operations of a project that have not ended: those of a change whose answer was lost are among them.</summary>
    protected async Task<IReadOnlyList<NeonOperation>> RunningOperationsAsync(NeonProjectId project, CancellationToken stop)
    {
        var running = new List<NeonOperation>();
        await foreach (var operation in Neon.ListOperationsAsync(project, stop))
        {
            if (operation.Succeeded || operation.Failed)
            {
                break;
            }
            running.Add(operation);
        }
        return running;
    }

    // What a person wrote: the default branch by its word, or a branch that there is not.
    private async Task<NeonId> OnBranchAsync(NeonId id, CancellationToken stop)
    {
        try
        {
            if (id.Branch is null)
            {
                return id with { Branch = await Neon.BranchAsync(id.Project, null, stop) };
            }
            var branches = new List<string>();
            await foreach (var branch in Neon.ListBranchesAsync(id.Project, stop))
            {
                branches.Add(branch.Id);
                if (branch.Id == id.Branch.Value)
                {
                    return id;
                }
            }
            throw new DiagnosticException(
                new Diagnostic(
                    NeonDiagnostics.Missing,
                    "",
                    $"The project {id.Project} has no branch {id.Branch}; it has {Words.List(branches)}."
                )
                {
                    Kind = FailureKind.NotFound,
                    Fix = $"pulumi import {Shape.Token} <name> {id.OnDefaultBranch}",
                }
            );
        }
        catch (NeonNotFoundException)
        {
            // The project is not there; that is told below.
            return id;
        }
    }

    // With its project or branch an object is gone, too; a key that has lost its rights gets the same answer.
    private async Task<T?> UnlessDeletedAsync(NeonProjectId project, Func<Task<T?>> work, CancellationToken stop)
    {
        try
        {
            return await work();
        }
        catch (NeonNotFoundException)
        {
            await Neon.EnsureDeletedAsync(project, stop);
            Upstreams.NeonAddresses.Forget(project);
            return null;
        }
    }
}
