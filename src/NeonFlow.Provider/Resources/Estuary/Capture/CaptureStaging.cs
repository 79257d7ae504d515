using NeonFlow.Estuary;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>What is published of a <see cref="Capture"/>: its spec, new collections, and the removal of those that it left.</summary>
internal sealed class CaptureStaging(UpstreamClients upstreams)
{
    private readonly CaptureCollections _collections = new(upstreams);

    /// <summary>The capture as a task of the catalogue.</summary>
    /// <param name="desired">Inputs.</param>
    /// <param name="current">Saved inputs and outputs; null for a create.</param>
    /// <param name="onStaged">Learns the collections of what is staged.</param>
    /// <param name="context">The operation.</param>
    public CatalogTask TaskOf(Capture desired, Capture? current, Action<IReadOnlyList<string>> onStaged, OperationContext context) =>
        NewTask(
            desired,
            async live =>
            {
                var (spec, staged) = await StageAsync(desired, current, live, context).ConfigureAwait(false);
                onStaged(CapturePlan.Collections(spec));
                return staged;
            }
        ) with
        {
            Source = new(stop => upstreams.UseServerAsync(CapturePlan.HostOf(desired.Address), CapturePlan.PortOf(desired.Address), stop)),
        };

    /// <summary>The removal of a capture and of its collections. What has one of their names and is something else stays.</summary>
    public static CatalogTask RemovalOf(Capture state) =>
        NewTask(
            state,
            live =>
                Task.FromResult<IReadOnlyList<StagedSpec>>([
                    .. live.Where(s =>
                            s.Type == (s.Name == state.CaptureName.ToString() ? CaptureSpec.Type : SourcePostgres.CollectionType)
                        )
                        .Select(static s => StagedSpec.Removal(s.Name, s.LastPubId)),
                ])
        ) with
        {
            DataPlane = null,
        };

    /// <summary>
    /// Refuses what others made. What the capture has, or one that it replaces, is its own, even if another user published it last; so is
    /// what Estuary has added to it.
    /// </summary>
    /// <param name="task">The capture that is to be.</param>
    /// <param name="current">What there is of it, or of the one that it replaces; null for a new one.</param>
    /// <param name="live">What is live under its names.</param>
    /// <param name="context">The operation.</param>
    public static void RefuseForeign(CatalogTask task, Capture? current, IReadOnlyList<LiveSpec> live, OperationContext context)
    {
        var name = current?.CaptureName.ToString() ?? "";
        var spec = CapturePlan.SpecOf(name, live);
        IReadOnlyList<string> own = [name, .. current?.Collections ?? [], .. spec is null ? [] : CapturePlan.Collections(spec)];
        CatalogPublisher.RefuseForeign(task, [.. live.Where(s => !own.Contains(s.Name))], context);
    }

    /// <summary>Catalogue names of a capture and of the collections of its tables.</summary>
    public static IReadOnlyList<string> NamesOf(Capture desired) =>
        [desired.CaptureName.ToString(), .. CapturePlan.Tables(desired).Select(t => CapturePlan.Target(desired, t))];

    private static CatalogTask NewTask(Capture capture, Func<IReadOnlyList<LiveSpec>, Task<IReadOnlyList<StagedSpec>>> stage) =>
        new(capture.CaptureName.ToString(), stage)
        {
            Token = ShapeInfo.Of<Capture>().Token,
            NameProperty = nameof(Capture.CaptureName),
            OthersProperty = nameof(Capture.CollectionPrefix),
            PathOf = error => PathOf(error, capture),
            DataPlane = capture.DataPlane,
            Adopts = capture.Adopt == true,
        };

    // Collections that exist stay as they are: their schema lives on with the tables.
    private async Task<(CaptureSpec Spec, IReadOnlyList<StagedSpec> Staged)> StageAsync(
        Capture desired,
        Capture? current,
        IReadOnlyList<LiveSpec> live,
        OperationContext context
    )
    {
        var name = desired.CaptureName.ToString();
        var there = live.FirstOrDefault(s => s.Name == name);
        var liveSpec = there is null ? null : CapturePlan.SpecOf(there);
        var plain = CapturePlan.Endpoint(desired, withPassword: true).ToConfig();

        // An encrypted config that says the same stays byte for byte: a new ciphertext would restart the task for nothing.
        var config =
            liveSpec is not null
            && current is not null
            && desired.Password == current.Password
            && SpecComparison.SameConfig(plain, liveSpec.Config)
                ? liveSpec.Config
                : await upstreams.Estuary.EncryptConfigAsync(desired.Connector!, plain, context.Stop).ConfigureAwait(false);
        var spec = CapturePlan.Spec(desired, config, liveSpec);
        var staged = new List<StagedSpec> { new(name, CaptureSpec.Type, spec.ToJson(), there?.LastPubId ?? FlowId.None) };

        var liveNames = live.Select(static s => s.Name).ToHashSet(StringComparer.Ordinal);
        var wanted = CapturePlan.Tables(desired).Where(t => !liveNames.Contains(CapturePlan.Target(desired, t))).ToList();
        foreach (var (table, collection) in await _collections.DiscoverAsync(desired, wanted, context).ConfigureAwait(false))
        {
            staged.Add(new(CapturePlan.Target(desired, table), SourcePostgres.CollectionType, collection, FlowId.None));
        }

        var kept = CapturePlan.Collections(spec);
        staged.AddRange(
            live.Where(s =>
                    s.Type == SourcePostgres.CollectionType && current?.Collections?.Contains(s.Name) == true && !kept.Contains(s.Name)
                )
                .Select(static s => StagedSpec.Removal(s.Name, s.LastPubId))
        );
        return (spec, staged);
    }

    private static string PathOf(DraftError error, Capture capture)
    {
        foreach (var (table, path) in CapturePlan.PathsOf(capture))
        {
            if (CapturePlan.Target(capture, table) == error.Name)
            {
                return path;
            }
        }

        return error.Pointer.StartsWith("/bindings", StringComparison.Ordinal) ? nameof(Capture.Tables)
            : error.Pointer.StartsWith("/endpoint", StringComparison.Ordinal) ? nameof(Capture.Address)
            : "";
    }
}
