namespace NeonFlow.Testing.Engine;

/// <summary>Keeps the state while steps run: what is new, what of the old is done with, and what is under way.</summary>
/// <remarks>In pulumi/pulumi: SnapshotManager (pkg/backend/snapshot.go).</remarks>
internal sealed class SnapshotManager(StackState start, Action<StackState>? save, bool byProgram)
{
    private readonly Lock _gate = new();
    private readonly List<ResourceState> _news = [];
    private readonly HashSet<ResourceState> _done = [];
    private readonly List<PendingOperation> _underWay = [];

    public StackState Current()
    {
        lock (_gate)
        {
            ResourceState[] resources = [.. _news.Where(n => !_done.Contains(n)), .. start.Resources.Where(r => !_done.Contains(r))];
            var renamed = resources
                .SelectMany(r => r.Aliases.Select(alias => (alias, r.Urn)))
                .DistinctBy(r => r.alias)
                .ToDictionary(r => r.alias, r => r.Urn);
            return new()
            {
                Vault = start.Vault,
                Resources = [.. WithoutGone(renamed.Count == 0 ? resources : resources.Select(r => r.PointingTo(renamed)))],
                PendingOperations = [.. _underWay, .. start.PendingOperations.Where(p => p.Type == "creating")],
            };
        }
    }

    /// <summary>A refresh may find that something is gone which others were made of; they are kept without it.</summary>
    private IEnumerable<ResourceState> WithoutGone(IEnumerable<ResourceState> resources)
    {
        var present = new HashSet<Urn>();
        var parents = new Dictionary<Urn, Urn>();
        foreach (var resource in resources)
        {
            var parent = present.Contains(resource.Parent) ? resource.Parent : parents.GetValueOrDefault(resource.Parent);
            parents[resource.Urn] = parent;
            present.Add(resource.Urn);
            if (!byProgram || resource.Needs().Where(n => n != resource.ProviderReference?.Urn).All(present.Contains))
            {
                yield return resource;
                continue;
            }

            var left = resource.Clone();
            left.Parent = parent;
            left.Dependencies = [.. resource.Dependencies.Where(present.Contains)];
            left.PropertyDependencies = new SortedDictionary<string, IReadOnlyList<Urn>>(
                resource
                    .PropertyDependencies.Select(d => (d.Key, Urns: d.Value.Where(present.Contains).ToArray()))
                    .Where(d => d.Urns.Length > 0)
                    .ToDictionary(d => d.Key, d => (IReadOnlyList<Urn>)d.Urns),
                StringComparer.Ordinal
            );
            left.DeletedWith = present.Contains(resource.DeletedWith) ? resource.DeletedWith : default;
            left.ReplaceWith = [.. resource.ReplaceWith.Where(present.Contains)];
            yield return left;
        }
    }

    public void Save()
    {
        if (save is null)
        {
            return;
        }

        lock (_gate)
        {
            var current = Current();
            current.Verify();
            save(current);
        }
    }

    public void Begin(Step step)
    {
        if (save is null || PendingType(step) is not { } type)
        {
            return;
        }

        lock (_gate)
        {
            _underWay.Add(new(step.Res, type));
        }

        Save();
    }

    public void End(Step step, bool success)
    {
        if (save is null)
        {
            return;
        }

        lock (_gate)
        {
            _underWay.RemoveAll(p => p.Resource == step.Res);
            if (success)
            {
                Take(step);
            }
        }

        // Steps that change nothing are saved with the next one that does, or at the end.
        if (step is not SameStep || !step.Old!.IsSavedLike(step.New!))
        {
            Save();
        }
    }

    private static string? PendingType(Step step) =>
        step.Op switch
        {
            StepOp.Create or StepOp.CreateReplacement => "creating",
            StepOp.Update => "updating",
            StepOp.Delete or StepOp.DeleteReplaced or StepOp.Discard or StepOp.DiscardReplaced => "deleting",
            StepOp.Read or StepOp.ReadReplacement => "reading",
            StepOp.Import or StepOp.ImportReplacement => "importing",
            _ => null,
        };

    private void Take(Step step)
    {
        switch (step)
        {
            case SameStep { IsSkippedCreate: true }:
                break;
            case SameStep or UpdateStep:
                _done.Add(step.Old!);
                _news.Add(step.New!);
                break;
            case CreateStep:
                if (step.Old is { PendingReplacement: true } old)
                {
                    _done.Add(old);
                }

                _news.Add(step.New!);
                break;
            case DeleteStep:
                if (!step.Old!.PendingReplacement)
                {
                    _done.Add(step.Old);
                }

                break;
            case RefreshStep refresh when byProgram:
                if (!refresh.TakenOver)
                {
                    _done.Add(step.Old!);
                    if (step.New is not null)
                    {
                        _news.Add(step.New);
                    }
                }

                break;
            case RemovePendingReplaceStep:
                _done.Add(step.Old!);
                break;
            case ReadStep:
                if (step.Old is { } was)
                {
                    _done.Add(was);
                }

                _news.Add(step.New!);
                break;
            case ImportStep:
                _news.Add(step.New!);
                break;
        }
    }
}
