using NeonFlow.Estuary;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>Verbs of <see cref="Capture"/>.</summary>
internal sealed class CaptureHandler : Handler<Capture>
{
    private readonly UpstreamClients _upstreams;
    private readonly CatalogPublisher _publisher;
    private readonly CaptureInspection _inspection;
    private readonly CaptureStaging _staging;
    private readonly SlotPositions _positions;

    public CaptureHandler(UpstreamClients upstreams)
    {
        _upstreams = upstreams;
        _publisher = new(upstreams);
        _inspection = new(upstreams);
        _staging = new(upstreams);
        _positions = new(upstreams, _inspection);
    }

    // Under another name it has the same slot and the same collections, and on another data plane or with another connector the same name.
    public override bool DeleteBeforeReplace => true;

    public override Capture Check(CheckContext<Capture> context) => CaptureChecks.Check(context);

    public override void Diff(DiffContext<Capture> context)
    {
        if (context.State.Drift is { Count: > 0 })
        {
            context.Set(nameof(Capture.Drift), new Change(ChangeKind.Update, IsInput: false));
        }

        // Left out, or named as it is anyway: the task stays where it runs.
        if (
            !context.Unknown.Contains(PropertyPath.Of(nameof(Capture.DataPlane)))
            && (context.Desired.DataPlane is null || context.Desired.DataPlane == context.State.DataPlane)
        )
        {
            context.Drop(nameof(Capture.DataPlane));
        }
    }

    public override IReadOnlyList<string?> PlacesOf(Capture shape, UnknownSet unknown) => [_inspection.PlaceOf(shape, unknown)];

    public override IReadOnlyList<ObjectRef> Makes(Capture shape) => ObjectRef.All(ObjectKind.Capture, shape.CaptureName.ToString());

    public override IReadOnlyList<ObjectRef> Uses(Capture shape) =>
        [
            .. ObjectRef.All(ObjectKind.Role, shape.User),
            .. ObjectRef.All(ObjectKind.Publication, shape.PublicationName),
            .. ObjectRef.All(ObjectKind.Slot, shape.SlotName),
            .. ObjectRef.All(ObjectKind.Table, shape.ReadOnly == true ? null : shape.WatermarksTable),
            .. ObjectRef.All(ObjectKind.Table, (shape.Tables ?? []).Select(static t => t.ToString())),
        ];

    public override async Task<Preview<Capture>> PreviewAsync(PreviewContext<Capture> context)
    {
        var desired = context.Desired;
        var current = context.Current;
        var name = desired.CaptureName.ToString();
        var live = await _publisher.LookAsync($"capture {name}", KnownNames(context), context).ConfigureAwait(false);
        var task = _staging.TaskOf(desired, current, static _ => { }, context);
        if (context.IsKnown(nameof(Capture.Adopt)))
        {
            CaptureStaging.RefuseForeign(task, current ?? context.Program.Predecessor(context.Urn) as Capture, live, context);
        }

        var liveSpec = CapturePlan.SpecOf(name, live);
        var judged = desired with { SlotPosition = current?.SlotPosition, Status = current?.Status };
        var exists = liveSpec is not null || current is not null;
        var verdict = await _inspection.JudgeAsync(judged, context.Unknown, exists, liveSpec, context).ConfigureAwait(false);
        if (FirstUnplanned(context) is { } unknown)
        {
            return new(
                desired with
                {
                    Collections = current?.Collections,
                    PubId = current?.PubId,
                    Status = current?.Status,
                    SlotPosition = current?.SlotPosition,
                },
                Plan.Nothing.Note($"the publish is planned once {unknown} is known")
            )
            {
                UnknownOutputs = Names(
                    nameof(Capture.Collections),
                    nameof(Capture.PubId),
                    nameof(Capture.Status),
                    nameof(Capture.SlotPosition),
                    nameof(Capture.Drift),
                    nameof(Capture.DataPlane)
                ),
            };
        }

        var shown = context.IsKnown(nameof(Capture.Address))
            ? desired
            : desired with
            {
                Address = current?.Address ?? $"<not known yet>:{SourcePostgresEndpoint.DefaultPort}",
            };
        var wanted = CapturePlan.Spec(shown, CapturePlan.Endpoint(shown, withPassword: false).ToConfig(), liveSpec);
        var collections = CapturePlan.Collections(wanted);
        var plan =
            current?.PubId is not null && liveSpec is null
                ? Plan.Nothing.Note("the capture is published with the changes above; what is live could not be looked at")
                : CapturePlan.Describe(
                    shown,
                    wanted,
                    liveSpec,
                    current is not null && (!context.IsKnown(nameof(Capture.Password)) || desired.Password != current.Password),
                    [.. (current?.Collections ?? []).Except(collections, StringComparer.Ordinal)],
                    verdict.EstimatedRows
                );
        foreach (var note in current is null ? verdict.Notes : [])
        {
            plan.Note($"{note.Code.Id}: {note.Message}");
        }

        if (desired.DryRun == true)
        {
            await DryRunAsync(task, context).ConfigureAwait(false);
        }

        var outputs = Names(nameof(Capture.PubId), nameof(Capture.Status), nameof(Capture.SlotPosition));
        return new(
            desired with
            {
                Collections = collections,
                PubId = current?.PubId,
                Status = current is null ? CatalogPublisher.Running : current.Status,
                SlotPosition = current?.SlotPosition,
                DataPlane = desired.DataPlane ?? current?.DataPlane,
            },
            plan
        )
        {
            UnknownOutputs =
                current is not null && plan.IsEmpty ? []
                : current is null && desired.DataPlane is null ? [.. outputs, .. Names(nameof(Capture.DataPlane))]
                : outputs,
        };
    }

    public override async Task<ResourceState<Capture>> CreateAsync(Capture desired, OperationContext context)
    {
        var live = await _upstreams.Estuary.GetLiveAsync(CaptureStaging.NamesOf(desired), context.Stop).ConfigureAwait(false);
        CaptureStaging.RefuseForeign(_staging.TaskOf(desired, null, static _ => { }, context), null, live, context);
        var name = desired.CaptureName.ToString();
        var spec = CapturePlan.SpecOf(name, live);
        await _inspection.JudgeAsync(desired, UnknownSet.None, spec is not null, spec, context).ConfigureAwait(false);
        return new(name, await PublishAsync(desired, null, live, context).ConfigureAwait(false));
    }

    public override async Task<ResourceState<Capture>?> ReadAsync(ReadContext<Capture> context)
    {
        if (!CatalogName.TryParse(context.Id, null, out var name))
        {
            throw new DiagnosticException(
                new Diagnostic(
                    CoreDiagnostics.MalformedId,
                    "",
                    $"{CatalogName.Problem(context.Id)}. The id of a capture is its catalogue name."
                )
                {
                    Fix = $"pulumi import {Shape.Token} <name> acmeCo/shop/source-postgres",
                }
            );
        }

        var live = await _upstreams.Estuary.FindLiveAsync(context.Id, context.Stop).ConfigureAwait(false);
        if (live is null)
        {
            return null;
        }

        var spec = CapturePlan.SpecOf(live);
        var status = (await _upstreams.Estuary.GetStatusAsync([context.Id], context.Stop).ConfigureAwait(false)).FirstOrDefault();
        var read = CapturePlan.Read(name, spec, context.Saved);
        read = read with
        {
            PubId = live.LastPubId,
            Status = status?.Status ?? CatalogPublisher.Pending,
            DataPlane = live.DataPlane ?? read.DataPlane,
        };
        if (context.Saved is { PubId: { } known } && known != live.LastPubId && read.Drift is { Count: > 0 } drift)
        {
            context.Info(
                $"{name} was changed outside of this program{(live.LastPubUser is null ? "" : $" by {live.LastPubUser}")}: "
                    + $"{string.Join("; ", drift)}"
            );
        }

        if (context.Saved is not null)
        {
            await _inspection.WarnAboutHealthAsync(read, spec, status, context).ConfigureAwait(false);
        }

        return new(context.Id, read);
    }

    public override async Task<Capture> UpdateAsync(string id, Capture current, Capture desired, OperationContext context)
    {
        var names = CaptureStaging.NamesOf(desired).Append(id).Union(current.Collections ?? [], StringComparer.Ordinal);
        var live = await _upstreams.Estuary.GetLiveAsync([.. names], context.Stop).ConfigureAwait(false);
        CaptureStaging.RefuseForeign(_staging.TaskOf(desired, current, static _ => { }, context), current, live, context);
        var spec = CapturePlan.SpecOf(id, live);
        var judged = desired with { SlotPosition = current.SlotPosition, Status = current.Status };
        await _inspection.JudgeAsync(judged, UnknownSet.None, exists: true, spec, context).ConfigureAwait(false);
        await _positions.WaitPastNewPublicationAsync(desired, spec, context).ConfigureAwait(false);
        return await PublishAsync(desired, current, live, context).ConfigureAwait(false);
    }

    public override async Task DeleteAsync(string id, Capture state, OperationContext context)
    {
        var live = await _upstreams.Estuary.GetLiveAsync([id, .. state.Collections ?? []], context.Stop).ConfigureAwait(false);
        await _publisher.PublishAsync(CaptureStaging.RemovalOf(state), live, context).ConfigureAwait(false);
    }

    private async Task<Capture> PublishAsync(Capture desired, Capture? current, IReadOnlyList<LiveSpec> live, OperationContext context)
    {
        var name = desired.CaptureName.ToString();
        var state = desired with
        {
            Status = CatalogPublisher.Pending,
            PubId = current?.PubId,
            SlotPosition = current?.SlotPosition,
            DataPlane = desired.DataPlane ?? current?.DataPlane,
            Drift = null,
        };
        var task = _staging.TaskOf(desired, current, collections => state = state with { Collections = collections }, context);
        string status;
        using (task.Source)
        {
            var outcome = await _publisher.PublishAsync(task, live, context).ConfigureAwait(false);
            if (outcome.Changed || current is null)
            {
                context.SavePartialState(name, state with { PubId = outcome.PubId ?? state.PubId });
            }

            var published = await _upstreams.Estuary.FindLiveAsync(name, context.Stop).ConfigureAwait(false);
            state = state with { PubId = published?.LastPubId ?? outcome.PubId, DataPlane = published?.DataPlane ?? state.DataPlane };
            context.SavePartialState(name, state);
            status = await _publisher
                .WaitUntilRunningAsync(task, s => context.SavePartialState(name, state with { Status = s }), context)
                .ConfigureAwait(false);
        }

        return await _positions
            .RecordAsync(state with { Status = status }, current, CapturePlan.SpecOf(name, live), context)
            .ConfigureAwait(false);
    }

    private async Task DryRunAsync(CatalogTask task, PreviewContext<Capture> context)
    {
        string[] needed = [nameof(Capture.Password), nameof(Capture.Address), nameof(Capture.Connection)];
        if (needed.FirstOrDefault(p => !context.IsKnown(p)) is { } missing)
        {
            context.NotChecked($"dry run of {task.Name}", $"{PropertyPath.Of(missing)} is not known until it is made");
            return;
        }

        await _publisher.DryRunAsync(task, CaptureStaging.NamesOf(context.Desired), context).ConfigureAwait(false);
    }

    // Names of collections follow from the prefix and from the tables.
    private static IReadOnlyList<string> KnownNames(PreviewContext<Capture> context) =>
        !context.IsKnown(nameof(Capture.CaptureName)) ? []
        : context.IsKnown(nameof(Capture.CollectionPrefix)) && context.IsKnown(nameof(Capture.Tables))
            ? CaptureStaging.NamesOf(context.Desired)
        : [context.Desired.CaptureName.ToString()];

    // An unknown address is printed as such; how the provider reaches the database, and how anybody logs in, is not part of the plan.
    private string? FirstUnplanned(PreviewContext<Capture> context) =>
        Shape
            .AboutObject(context.Unknown)
            .Paths.Select(PropertyPath.Root)
            .FirstOrDefault(p => p != PropertyPath.Of(nameof(Capture.Address)) && Shape[p] is not { IsTransport: true });

    private static string[] Names(params string[] properties) => [.. properties.Select(PropertyPath.Of)];
}
