using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using TaskStatus = NeonFlow.Estuary.TaskStatus;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>What an up would do with a <see cref="Capture"/>.</summary>
internal sealed class CapturePreview(CatalogPublisher publisher, CaptureInspection inspection, CaptureStaging staging)
{
    // What only the publish tells, unless nothing is published.
    private static readonly string[] PublishOutputs =
    [
        nameof(Capture.PubId),
        nameof(Capture.Status),
        nameof(Capture.SlotPosition),
        nameof(Capture.CapturedTables),
    ];

    // From these follow the names of the collections.
    private static readonly string[] NamingInputs = [nameof(Capture.CollectionPrefix), nameof(Capture.Tables), nameof(Capture.Targets)];

    private static readonly string[] AllOutputs =
    [
        .. PublishOutputs,
        nameof(Capture.Collections),
        nameof(Capture.CreatedCollections),
        nameof(Capture.Drift),
        nameof(Capture.Faults),
        nameof(Capture.Losses),
        nameof(Capture.DataPlane),
    ];

    public async Task<Preview<Capture>> RunAsync(PreviewContext<Capture> context)
    {
        var (desired, current) = (context.Desired, context.Current);
        var replaced = current is null ? context.Program.Predecessor(context.Urn) : null;
        var predecessor = replaced?.Shape as Capture;
        var wantedNames = KnownNames(context);
        var view = await publisher
            .LookAsync(
                $"capture {desired.CaptureName}",
                CaptureChange.NamesOf(wantedNames, current ?? predecessor),
                CaptureChange.InQuestion(wantedNames, desired, current),
                context
            )
            .ConfigureAwait(false);
        var change = new CaptureChange(desired, current, view ?? new([], []))
        {
            Predecessor = predecessor,
            Names = wantedNames,
            Keeper = CaptureChange.KeeperOf(context),
        };
        var task = staging.TaskOf(change, static (_, _) => { }, context);
        CaptureClaims.RefuseShared(change, context);
        if (context.IsKnown(nameof(Capture.Adopt)))
        {
            CaptureClaims.Refuse(change, task, context);
        }

        var exists = change.LiveSpec is not null || current is not null;
        var unplanned = FirstUnplanned(context);
        var after = unplanned is null && replaced is { GoesFirst: true } ? change.After(change.LeftByPredecessor()) : change;
        var verdict = await inspection
            .JudgeAsync(
                CapturePlan.WithEvidence(desired, current),
                context.Unknown,
                exists,
                after.LiveSpec,
                KeysOf(after, context),
                context
            )
            .ConfigureAwait(false);
        if (unplanned is not null)
        {
            return new(
                desired with
                {
                    Collections = current?.Collections,
                    CreatedCollections = current?.CreatedCollections,
                    PubId = current?.PubId,
                    Status = current?.Status,
                    SlotPosition = current?.SlotPosition,
                    CapturedTables = current?.CapturedTables,
                },
                Plan.Nothing.Note($"the publish is planned once {unplanned} is known")
            )
            {
                UnknownOutputs = Names(AllOutputs),
            };
        }

        after = after.Healing(verdict);
        var shown = context.IsKnown(nameof(Capture.Address)) ? desired : desired with { Address = current?.Address ?? CapturePlan.Unknown };
        after = after with { Desired = shown };
        var wanted = CapturePlan.Spec(shown, CapturePlan.Endpoint(shown, withPassword: false).ToConfig(), after.LiveSpec, after.Again);
        var plan =
            view is null && change.Known?.PubId is not null
                ? Plan.Nothing.Note("the capture is published with the changes above; what is live could not be looked at")
                : CaptureSteps.Describe(
                    after,
                    wanted,
                    current is not null && context.IsKnown(nameof(Capture.Password)) && desired.Password != current.Password,
                    verdict.EstimatedRows
                );
        SayWhatIsUnknown(plan, context);
        _ = view is null ? plan.Unseen($"capture {change.Name}") : plan;
        if (replaced is { GoesFirst: true })
        {
            CaptureSteps.Replace(plan, change);
        }
        else if (replaced is not null && change.LiveSpec is not null)
        {
            plan.Note($"goes on with the capture {change.Name}, which is there under the same name: nothing that was captured is lost");
        }
        else if (current is null && change.View.Find(change.Name) is { } there)
        {
            plan.Note(
                CatalogOwnership.IsOurs(there, context)
                    ? $"goes on with the capture {change.Name}, which a run that was interrupted has published"
                    : $"takes over the capture {change.Name}{CatalogPublisher.PublishedBy(there)}: from now on this program changes "
                        + "it, and a destroy removes it"
            );
        }

        if (current is not null && !CatalogPublisher.IsWell(current.Status))
        {
            plan.Note($"the capture does not run ({current.Status}): up waits until it does, and fails where it does not");
        }

        if (current?.Faults is { Count: > 0 } faults)
        {
            plan.Note(
                "up publishes the capture and waits until it runs, because something was to keep it from going on: "
                    + string.Join(" ", faults)
            );
        }

        foreach (var note in current is null ? verdict.Notes : [])
        {
            plan.Note($"{note.Code.Id}: {note.Message}");
        }

        if (desired.DryRun == true)
        {
            await DryRunAsync(staging.TaskOf(after with { Desired = desired }, static (_, _) => { }, context), context)
                .ConfigureAwait(false);
        }

        return new(
            desired with
            {
                Collections = CapturePlan.Collections(wanted),
                CreatedCollections = after.CreatedWithout(after.LeftBy(wanted).Removed, context),
                PubId = current?.PubId,
                Status = current is null ? TaskStatus.Ok : current.Status,
                SlotPosition = current?.SlotPosition,
                CapturedTables = current?.CapturedTables,
                DataPlane = desired.DataPlane ?? current?.DataPlane,
            },
            plan
        )
        {
            UnknownOutputs =
                current is not null && plan.IsEmpty ? []
                : current is null && desired.DataPlane is null ? Names([.. PublishOutputs, nameof(Capture.DataPlane)])
                : Names(PublishOutputs),
        };
    }

    // What is not known is no other value yet, and no default.
    private static void SayWhatIsUnknown(Plan plan, PreviewContext<Capture> context)
    {
        if (context.Current is not { } current)
        {
            return;
        }

        if (!context.IsKnown(nameof(Capture.Password)))
        {
            plan.Note("the password is not known yet: the capture restarts with it if it turns out to be another one");
        }

        if (!context.IsKnown(nameof(Capture.Address)))
        {
            plan.Note($"the address is not known yet: planned as if it stayed {current.Address}");
        }
    }

    private async Task DryRunAsync(CatalogTask task, PreviewContext<Capture> context)
    {
        string[] needed = [nameof(Capture.Password), nameof(Capture.Address), nameof(Capture.Connection)];
        if (needed.FirstOrDefault(p => !context.IsKnown(p)) is { } missing)
        {
            context.NotChecked($"dry run of {task.Name}", $"{PropertyPath.Of(missing)} is not known until it is made");
            return;
        }

        await publisher.DryRunAsync(task, CaptureStaging.NamesOf(context.Desired), context).ConfigureAwait(false);
    }

    // What is not known yet may empty a collection.
    private static IReadOnlyDictionary<string, IReadOnlyList<string>> KeysOf(CaptureChange change, PreviewContext<Capture> context) =>
        context.IsKnown(nameof(Capture.Backfill)) && context.IsKnown(nameof(Capture.Reset)) && context.IsKnown(nameof(Capture.Modes))
            ? change.Keys
            : CapturePlan.KeysOf([]);

    private static IReadOnlyList<string> KnownNames(PreviewContext<Capture> context) =>
        !context.IsKnown(nameof(Capture.CaptureName)) ? []
        : NamingInputs.All(context.IsKnown) ? CaptureStaging.NamesOf(context.Desired)
        : [context.Desired.CaptureName.ToString()];

    // An unknown address is printed as such; how the provider reaches the database, and how anybody logs in, is not part of the plan.
    private static string? FirstUnplanned(PreviewContext<Capture> context)
    {
        var shape = ShapeInfo.Of<Capture>();
        return shape
            .AboutObject(context.Unknown)
            .Paths.Select(PropertyPath.Root)
            .FirstOrDefault(p => p != PropertyPath.Of(nameof(Capture.Address)) && shape[p] is not { IsTransport: true });
    }

    private static string[] Names(IEnumerable<string> properties) => [.. properties.Select(PropertyPath.Of)];
}
