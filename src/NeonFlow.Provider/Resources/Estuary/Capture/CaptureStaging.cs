using System.Text.Json.Nodes;
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
    /// <param name="change">The capture.</param>
    /// <param name="onStaged">Learns what is staged: all collections of the capture, and those that it has made.</param>
    /// <param name="context">The operation.</param>
    public CatalogTask TaskOf(
        CaptureChange change,
        Action<IReadOnlyList<string>, IReadOnlyList<string>> onStaged,
        OperationContext context
    ) =>
        NewTask(
            change.Desired,
            async live =>
            {
                var now = change with { View = change.View with { Live = live } };
                var (spec, left, staged) = await StageAsync(now, context).ConfigureAwait(false);
                onStaged(CapturePlan.Collections(spec), now.CreatedWithout(left.Removed, context));
                return staged;
            }
        ) with
        {
            Source = new(stop =>
                upstreams.UseServerAsync(CapturePlan.HostOf(change.Desired.Address), CapturePlan.PortOf(change.Desired.Address), stop)
            ),
        };

    /// <summary>The removal of a capture and of its collections. What has one of their names and is something else stays.</summary>
    /// <param name="state">The capture.</param>
    /// <param name="names">What goes.</param>
    public static CatalogTask RemovalOf(Capture state, IReadOnlyList<string> names) =>
        NewTask(
            state,
            live =>
                Task.FromResult<IReadOnlyList<StagedSpec>>([
                    .. live.IntersectBy(names, static s => s.Name)
                        .Where(s => s.Type == (s.Name == state.CaptureName.ToString() ? CaptureSpec.Type : SourcePostgres.CollectionType))
                        .Select(static s => StagedSpec.Removal(s.Name, s.LastPubId)),
                ])
        );

    /// <summary>Catalogue names of a capture and of the collections of its tables.</summary>
    public static IReadOnlyList<string> NamesOf(Capture desired) =>
        [desired.CaptureName.ToString(), .. CapturePlan.Tables(desired).Select(t => CapturePlan.Target(desired, t))];

    private static CatalogTask NewTask(Capture capture, Func<IReadOnlyList<LiveSpec>, Task<IReadOnlyList<StagedSpec>>> stage) =>
        new(capture.CaptureName.ToString(), stage)
        {
            Token = ShapeInfo.Of<Capture>().Token,
            NameProperty = nameof(Capture.CaptureName),
            PathOf = error => PathOf(error, capture),
            DataPlane = capture.DataPlane,
            Adopts = capture.Adopt == true,
        };

    // Collections that exist and are not emptied stay as they are: their schema lives on with the tables.
    private async Task<(CaptureSpec Spec, LeftCollections Left, IReadOnlyList<StagedSpec> Staged)> StageAsync(
        CaptureChange change,
        OperationContext context
    )
    {
        var (desired, current, live) = (change.Desired, change.Current, change.View.Live);
        var there = live.FirstOrDefault(s => s.Name == change.Name);
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
        var spec = CapturePlan.Spec(desired, config, liveSpec, change.Again);
        var staged = new List<StagedSpec> { new(change.Name, CaptureSpec.Type, spec.ToJson(), there?.LastPubId ?? FlowId.None) };

        var liveNames = live.Select(static s => s.Name).ToHashSet(StringComparer.Ordinal);
        var resets = change.Resets.ToHashSet();
        var wanted = CapturePlan.Tables(desired).Where(t => !liveNames.Contains(CapturePlan.Target(desired, t))).Concat(resets).ToList();
        foreach (var (table, collection) in await _collections.DiscoverAsync(desired, wanted, context).ConfigureAwait(false))
        {
            var target = CapturePlan.Target(desired, table);
            staged.Add(
                resets.Contains(table)
                    ? Emptied(change.View.Find(target)!, collection)
                    : new(target, SourcePostgres.CollectionType, collection, FlowId.None)
            );
        }

        var left = change.LeftBy(spec);
        staged.AddRange(live.IntersectBy(left.Removed, static s => s.Name).Select(static s => StagedSpec.Removal(s.Name, s.LastPubId)));
        return (spec, left, staged);
    }

    // What somebody added to the collection, projections for example, stays.
    private static StagedSpec Emptied(LiveSpec live, JsonObject discovered)
    {
        var spec = live.Spec.DeepClone().AsObject();
        spec.Remove("schema");
        foreach (var (name, value) in discovered)
        {
            spec[name] = value?.DeepClone();
        }

        spec["reset"] = true;
        return new(live.Name, SourcePostgres.CollectionType, spec, live.LastPubId);
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
