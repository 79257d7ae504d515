namespace NeonFlow.Testing.Engine;

/// <summary>Deletes what the program no longer wants: dependants first, independent resources at once.</summary>
/// <remarks>In pulumi/pulumi: deploymentExecutor.performPostSteps (pkg/resource/deploy/deployment_executor.go).</remarks>
internal sealed class DeleteScheduler(Deployment deployment, StepExecutor executor, DeploymentOutcome outcome)
{
    public async Task DeleteAsync(StepGenerator generator)
    {
        // A name that belongs to nothing fails the operation, but keeps nothing else from being deleted.
        var known = OperationTargets.AreKnown(deployment.Targets.Only, generator.Knows, deployment.Diagnostics);
        await DeleteKnownAsync(generator).ConfigureAwait(false);
        if (!known)
        {
            outcome.Bail();
        }
    }

    private async Task DeleteKnownAsync(StepGenerator generator)
    {
        IReadOnlyList<Step> sames;
        IReadOnlyList<Step> deletes;
        try
        {
            (sames, deletes) = await generator.DeletesAsync().ConfigureAwait(false);
        }
        catch (BailException)
        {
            outcome.Bail();
            return;
        }
        catch (Exception failure) when (failure is EngineException or ProviderException)
        {
            deployment.Diagnostics.Error(default, failure.Message);
            outcome.Bail();
            return;
        }

        await (await executor.StartAsync(sames).ConfigureAwait(false)).ConfigureAwait(false);
        var graph = new DependencyGraph(deployment.Base.Resources);
        var kept = new HashSet<ResourceState>();
        var seen = 0;
        foreach (var group in graph.DeletionOrder(deletes))
        {
            // What failed is still there, and so must be what it needs.
            foreach (var failed in executor.FailedSince(seen))
            {
                seen++;
                foreach (var resource in new[] { failed.Res, failed.Old }.OfType<ResourceState>())
                {
                    kept.UnionWith(graph.NeededBy(resource));
                }
            }

            var running = new List<Task>();
            foreach (var step in group.Where(s => !kept.Contains(s.Old!)))
            {
                running.Add(await executor.StartAsync([step]).ConfigureAwait(false));
            }

            await Task.WhenAll(running).ConfigureAwait(false);
            if (outcome.Stopped.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
