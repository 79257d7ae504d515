using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NeonFlow.Estuary;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using TaskStatus = NeonFlow.Estuary.TaskStatus;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>Verbs of <see cref="Capture"/>.</summary>
internal sealed class CaptureHandler : Handler<Capture>
{
    private readonly UpstreamClients _upstreams;
    private readonly CatalogPublisher _publisher;
    private readonly CaptureInspection _inspection;
    private readonly CaptureStaging _staging;
    private readonly SlotPositions _positions;
    private readonly CaptureAccount _account;
    private readonly CapturePreview _preview;

    // Nothing but the attribute of the shape names its members to the native compiler, and that does not keep them.
    [DynamicDependency(ShapeInfo.Kept, typeof(CaptureLoss))]
    public CaptureHandler(UpstreamClients upstreams)
    {
        _upstreams = upstreams;
        _publisher = new(upstreams);
        _inspection = new(upstreams);
        _staging = new(upstreams);
        _positions = new(upstreams, _inspection);
        _account = new(upstreams);
        _preview = new(_publisher, _inspection, _staging);
    }

    // Under another name it has the same slot and the same collections, and on another data plane the same name.
    public override bool DeleteBeforeReplace => true;

    public override Capture Check(CheckContext<Capture> context) => CaptureChecks.Check(context);

    public override void Diff(DiffContext<Capture> context)
    {
        // What does not run, or has lost changes, is not as the program wants it, whatever its spec says.
        var changed = new[]
        {
            (Output: nameof(Capture.Drift), Is: context.State.Drift is { Count: > 0 }),
            (Output: nameof(Capture.Losses), Is: context.State.Losses is { Count: > 0 }),
            (Output: nameof(Capture.Faults), Is: context.State.Faults is { Count: > 0 }),
            (Output: nameof(Capture.Status), Is: !CatalogPublisher.IsWell(context.State.Status)),
        };
        foreach (var (output, _) in changed.Where(static c => c.Is))
        {
            context.Set(output, new Change(ChangeKind.Update, IsInput: false));
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

    public override IReadOnlyList<string?> PlacesOf(Capture shape, UnknownSet unknown) =>
        [_inspection.PlaceOf(shape, unknown), Places.Estuary];

    public override IReadOnlyList<ObjectRef> Makes(Capture shape) =>
        [
            .. ObjectRef.All(ObjectKind.Capture, shape.CaptureName.ToString()),
            .. ObjectRef.All(ObjectKind.Collection, CapturePlan.KnownTargets(shape).Union(shape.Collections ?? [])),
        ];

    public override IReadOnlyList<ObjectRef> Uses(Capture shape) =>
        [
            .. ObjectRef.All(ObjectKind.Role, shape.User),
            .. ObjectRef.All(ObjectKind.Publication, shape.PublicationName),
            .. ObjectRef.All(ObjectKind.Slot, shape.SlotName),
            .. ObjectRef.All(ObjectKind.Table, shape.ReadOnly == true ? null : shape.WatermarksTable),
            .. ObjectRef.All(ObjectKind.Table, (shape.Tables ?? []).Select(static t => t.ToString())),
        ];

    public override Task<Preview<Capture>> PreviewAsync(PreviewContext<Capture> context) => _preview.RunAsync(context);

    public override async Task<ResourceState<Capture>> CreateAsync(Capture desired, OperationContext context)
    {
        var change = await LookAsync(desired, null, context).ConfigureAwait(false);
        var spec = change.LiveSpec;
        var verdict = await _inspection
            .JudgeAsync(desired, UnknownSet.None, spec is not null, spec, change.Keys, context)
            .ConfigureAwait(false);
        return new(change.Name, await PublishAsync(change, verdict, context).ConfigureAwait(false));
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
        var status = await _publisher.GetStatusAsync(context.Id, context).ConfigureAwait(false);
        var read = CaptureReading.Read(name, spec, context.Saved);
        read = read with
        {
            PubId = live.LastPubId,
            Status = status?.Status ?? TaskStatus.Pending,
            DataPlane = live.DataPlane ?? read.DataPlane,
        };
        if (context.Saved is { PubId: { } known } && known != live.LastPubId && read.Drift is { Count: > 0 } drift)
        {
            context.Info(
                $"{name} was changed outside of this program{(live.LastPubUser is null ? "" : $" by {live.LastPubUser}")}: "
                    + $"{string.Join("; ", drift)}"
            );
        }

        if (context.Saved is { } saved)
        {
            var collections = await CollectionsAsync(read, context).ConfigureAwait(false);
            // Those that an interrupted run of this capture made are not in the state.
            var made = collections.ExceptBy(saved.Collections ?? [], static s => s.Name).Where(s => CatalogOwnership.IsOurs(s, context));
            read = read with { CreatedCollections = [.. (saved.CreatedCollections ?? []).Union(made.Select(static s => s.Name))] };
            var keys = CapturePlan.KeysOf(collections);
            read = read with { Losses = CapturePlan.Unhealed(read.Losses, spec) };
            var verdict = await _inspection.WarnAboutHealthAsync(read, spec, status, keys, context).ConfigureAwait(false);
            read = AsJudged(read, verdict);
        }

        return new(context.Id, read);
    }

    public override async Task<Capture> UpdateAsync(string id, Capture current, Capture desired, OperationContext context)
    {
        var change = await LookAsync(desired, current, context).ConfigureAwait(false);
        var spec = change.LiveSpec;
        var verdict = await _inspection
            .JudgeAsync(CapturePlan.WithEvidence(desired, current), UnknownSet.None, exists: true, spec, change.Keys, context)
            .ConfigureAwait(false);
        change = change.Healing(verdict);
        await _positions.WaitPastNewPublicationAsync(desired, spec, change.Again, context).ConfigureAwait(false);
        return await PublishAsync(change, verdict, context).ConfigureAwait(false);
    }

    public override async Task DeleteAsync(string id, Capture state, OperationContext context)
    {
        var view = await _publisher.GetAsync([id, .. state.Collections ?? []], static _ => true, context).ConfigureAwait(false);
        if (view.Live.FirstOrDefault(s => s.Name == id) is { } there && WhyAnothers(there, state, context) is { } because)
        {
            context.Info($"The capture {id} and its collections stay: {because}.");
            await _account.RemoveAsync(state, static () => Task.CompletedTask, context).ConfigureAwait(false);
            return;
        }

        var others = context.Program.At(Places.Estuary, context.Urn).Remaining();
        IReadOnlyList<string> goes = others.IsKept(new ObjectRef(ObjectKind.Capture, id), $"capture {id}", context.Info) ? [] : [id];
        var left = Left(state, view with { Uses = [.. view.Uses.Where(u => !goes.Contains(u.Task))] }, context);
        foreach (var sentence in left.Staying)
        {
            context.Info($"{char.ToUpperInvariant(sentence[0])}{sentence[1..]}.");
        }

        var removal = CaptureStaging.RemovalOf(state, [.. goes, .. left.Removed]);
        await _account.RemoveAsync(state, () => _publisher.PublishAsync(removal, view.Live, context), context).ConfigureAwait(false);
    }

    // A key that changed is put right by another publish only, and a loss is remembered when its cause is repaired.
    private Capture AsJudged(Capture read, PreflightVerdict verdict)
    {
        var keys = verdict.Failures.Where(static f => f.Code == PreflightDiagnostics.CollectionKey).Select(static f => f.Message);
        IReadOnlyList<string> drift = [.. read.Drift ?? [], .. keys];
        var faults = verdict.Faults.Select(static f => f.Message).ToList();
        var now = _upstreams.Clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
        var losses = CaptureLoss.Merge(read.Losses ?? [], verdict.Losses, now);
        return read with
        {
            Drift = drift.Count == 0 ? null : drift,
            Faults = faults.Count == 0 ? null : faults,
            Losses = losses.Count == 0 ? null : losses,
        };
    }

    // Who edits a capture by hand leaves no mark; what this resource has never seen published is its own only by its mark.
    private static string? WhyAnothers(LiveSpec there, Capture state, OperationContext context) =>
        CatalogOwnership.IsAnothers(there, context) ? $"{context.Marks.NameOf(CatalogOwnership.MarkOf(there)!)} has them now"
        : state.PubId is null && !CatalogOwnership.IsOurs(there, context) ? "this program did not publish them"
        : null;

    // What replaces the capture goes on with the collections that it names, and has the word about the others.
    private static LeftCollections Left(Capture state, CatalogView view, OperationContext context)
    {
        var names = state.Collections ?? [];
        return context.Program.Successor(context.Urn) is not Capture successor
            ? LeftCollections.Of(names, state, view, CaptureChange.KeeperOf(context))
            : LeftCollections.Of(
                names.Except(CaptureStaging.NamesOf(successor), StringComparer.Ordinal),
                state with
                {
                    DeleteCollections = successor.DeleteCollections,
                },
                view,
                CaptureChange.KeeperOf(context)
            );
    }

    private async Task<IReadOnlyList<LiveSpec>> CollectionsAsync(Capture read, OperationContext context)
    {
        try
        {
            return await _upstreams.Estuary.GetLiveAsync(read.Collections ?? [], context.Stop).ConfigureAwait(false);
        }
        catch (EstuaryForbiddenException e)
        {
            context.NotChecked($"collections of {read.CaptureName}", UpstreamFailures.Read(e)!);
            return [];
        }
    }

    private async Task<CaptureChange> LookAsync(Capture desired, Capture? current, OperationContext context)
    {
        var predecessor = current is null ? context.Program.Predecessor(context.Urn)?.Shape as Capture : null;
        var wanted = CaptureStaging.NamesOf(desired);
        var view = await _publisher
            .GetAsync(CaptureChange.NamesOf(wanted, current ?? predecessor), CaptureChange.InQuestion(wanted, desired, current), context)
            .ConfigureAwait(false);
        var change = new CaptureChange(desired, current, view)
        {
            Predecessor = predecessor,
            Names = wanted,
            Keeper = CaptureChange.KeeperOf(context),
        };
        CaptureClaims.RefuseShared(change, context);
        CaptureClaims.Refuse(change, _staging.TaskOf(change, static (_, _) => { }, context), context);
        return change;
    }

    private async Task<Capture> PublishAsync(CaptureChange change, PreflightVerdict verdict, OperationContext context)
    {
        var (desired, current, name) = (change.Desired, change.Current, change.Name);
        var state = desired with
        {
            Status = TaskStatus.Pending,
            PubId = current?.PubId,
            SlotPosition = current?.SlotPosition,
            CapturedTables = current?.CapturedTables,
            DataPlane = desired.DataPlane ?? current?.DataPlane,
            Drift = null,
            Faults = null,
        };
        var task = _staging.TaskOf(
            change,
            (collections, created) => state = state with { Collections = collections, CreatedCollections = created },
            context
        );
        string status;
        CaptureSpec? spec;
        using (task.Source)
        {
            var outcome = await PublishAsync(task, change, () => context.SavePartialState(name, state), context).ConfigureAwait(false);
            if (outcome.Changed || current is null)
            {
                context.SavePartialState(name, state with { PubId = outcome.PubId ?? state.PubId });
            }

            var published = await _upstreams.Estuary.FindLiveAsync(name, context.Stop).ConfigureAwait(false);
            state = state with { PubId = published?.LastPubId ?? outcome.PubId, DataPlane = published?.DataPlane ?? state.DataPlane };
            spec = published is null ? null : CapturePlan.SpecOf(published);
            context.SavePartialState(name, state);
            status = await _publisher
                .WaitUntilRunningAsync(
                    task,
                    wasWell: current is null || CatalogPublisher.IsWell(current.Status),
                    s => context.SavePartialState(name, state with { Status = s }),
                    context
                )
                .ConfigureAwait(false);
        }

        await _account.WriteAsync(state, spec, verdict.Addresses, context).ConfigureAwait(false);
        return await _positions.RecordAsync(state with { Status = status }, change, verdict, context).ConfigureAwait(false);
    }

    // Estuary finishes what it has accepted, whoever waits for the answer.
    private async Task<PublishOutcome> PublishAsync(CatalogTask task, CaptureChange change, Action save, OperationContext context)
    {
        try
        {
            return await _publisher.PublishAsync(task, change.View.Live, context).ConfigureAwait(false);
        }
        catch (Exception e)
            when (change.Current is null
                && e is (OperationCanceledException or EstuaryUnavailableException { OutcomeUnknown: true } or EstuaryUnreachableException)
            )
        {
            save();
            throw;
        }
    }
}
