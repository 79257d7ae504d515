using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon.IpAllow;

/// <summary>Verbs of <see cref="IpAllow"/>.</summary>
internal sealed class IpAllowHandler(UpstreamClients upstreams) : NeonResourceHandler<IpAllow>(upstreams)
{
    protected override NeonIdForm IdForm => NeonIdForm.OfProject;

    public override IpAllow Check(CheckContext<IpAllow> context)
    {
        var inputs = context.Inputs;
        if (!context.IsKnown(nameof(IpAllow.Entries)))
        {
            return inputs;
        }
        var path = PropertyPath.Of(nameof(IpAllow.Entries));
        var entries = new List<string>();
        for (var i = 0; i < inputs.Entries.Count; i++)
        {
            if (AllowedIpEntry.TryParse(inputs.Entries[i], out var problem) is not { } entry)
            {
                context.Fail(
                    NeonDiagnostics.BadAddress,
                    PropertyPath.Element(path, i),
                    $"{problem}. Neon would accept it, and nobody would get in by it.",
                    "Entries = { \"203.0.113.7\", \"198.51.100.0/24\", \"198.51.100.20-198.51.100.50\" }"
                );
            }
            else if (!entries.Contains(entry.Text))
            {
                entries.Add(entry.Text);
            }
        }
        if (
            inputs is { Entries.Count: 0, OpenToAll: not true }
            && context.IsKnown(nameof(IpAllow.OpenToAll))
            && context.IsKnown(nameof(IpAllow.Mode))
        )
        {
            context.Fail(
                NeonDiagnostics.OpenToAll,
                path,
                "entries is empty, and an empty address list lets everybody connect. If that is meant, it has to be said.",
                "OpenToAll = true"
            );
        }
        return entries.SequenceEqual(inputs.Entries) || context.Failures.Count > 0 ? inputs : inputs with { Entries = entries };
    }

    public override IReadOnlyList<string?> PlacesOf(IpAllow shape, UnknownSet unknown) => [NeonId.PlaceOf(shape.ProjectId)];

    public override IReadOnlyList<ObjectRef> Makes(IpAllow shape) =>
        ObjectRef.All(ObjectKind.AllowedAddress, (shape.Entries ?? []).Select(IpAllowPlan.Canonical));

    public override void Diff(DiffContext<IpAllow> context)
    {
        // Left out means as it is now.
        if (
            !context.Unknown.Contains(PropertyPath.Of(nameof(IpAllow.ProtectedBranchesOnly)))
            && (
                context.Desired.ProtectedBranchesOnly is null
                || context.Desired.ProtectedBranchesOnly == context.State.ProtectedBranchesOnly
            )
        )
        {
            context.Drop(nameof(IpAllow.ProtectedBranchesOnly));
        }
    }

    public override async Task<Preview<IpAllow>> PreviewAsync(PreviewContext<IpAllow> context)
    {
        var desired = context.Desired;
        // Whether an open project stays open decides on the whole list; the other directives do not.
        string[] unknown =
        [
            .. Shape.AboutObject(context.Unknown).Paths,
            .. context.IsKnown(nameof(IpAllow.KeepOpen)) ? [] : new[] { PropertyPath.Of(nameof(IpAllow.KeepOpen)) },
        ];
        if (unknown.Length > 0)
        {
            var names = string.Join(", ", unknown.Order(StringComparer.Ordinal));
            return PreviewBlind(context, Plan.Nothing.Note($"the address list is planned once {names} is known"));
        }
        var project = desired.ProjectId;
        var now = await LookAsync(context, $"address list of project {project}", () => NowAsync(project, context.Stop));
        if (now is null)
        {
            return PreviewBlind(context, IpAllowPlan.Unseen(desired, context.Current));
        }
        var accounts = await Ownership.ReadEntriesAsync(project, context);
        var current = context.Current ?? Replaced(context);
        var needed = NeededBy(project, accounts, context).Entries;
        var held = CapturesLetIn.Of(desired, current, now, needed, accounts, context);
        var next = IpAllowPlan.To(desired, current, now, needed, held.Entries);
        if (now.Ips.Count == 0 && next is { Ips.Count: > 0 } && !IpAllowPlan.IsEmptied(current, now))
        {
            context.Warn(IpAllowPlan.ShutsOut(project, next));
        }
        var plan = IpAllowPlan.Describe(project, now, next);
        held.Tell(plan, context.Marks);
        return new(PredictState(desired, current, now, accounts, held, context), plan)
        {
            UnknownOutputs = context.IsKnown(nameof(IpAllow.Adopt)) ? [] : [PropertyPath.Of(nameof(IpAllow.Owned))],
        };
    }

    public override async Task<ResourceState<IpAllow>> CreateAsync(IpAllow desired, OperationContext context) =>
        new(new NeonId(desired.ProjectId).ToString(), await ChangeAsync(desired, null, context));

    public override Task<IpAllow> UpdateAsync(string id, IpAllow current, IpAllow desired, OperationContext context) =>
        ChangeAsync(desired, current, context);

    protected override async Task<IpAllow?> ReadAsync(NeonId id, IpAllow? saved, ReadContext<IpAllow> context)
    {
        var now = await NowAsync(id.Project, context.Stop);
        var listed = now.Ips.Select(IpAllowPlan.Canonical).ToList();
        if (saved is not null && saved.OpenToAll != true && IpAllowPlan.IsEmptied(saved, now))
        {
            context.Warn(IpAllowPlan.Emptied(id.Project, saved));
        }
        return saved is null
            ? new()
            {
                ProjectId = id.Project,
                Entries = listed,
                Mode = IpAllowMode.Exclusive,
                ProtectedBranchesOnly = now.ProtectedBranchesOnly,
                Owned = listed,
                Before = listed,
            }
            : saved with
            {
                Entries =
                    saved.Mode == IpAllowMode.Exclusive ? listed
                    : IpAllowPlan.StaysOpen(saved, saved, now) ? saved.Entries
                    :
                    [
                        .. saved.Entries.Where(e => listed.Contains(IpAllowPlan.Canonical(e))),
                        .. await LeftAsync(id.Project, saved, now, context),
                    ],
                Owned = saved.Owned is null
                    ? null
                    : [.. saved.Owned.Where(e => IpAllowPlan.Has(saved.Entries, e) || IpAllowPlan.Has(now.Ips, e))],
                ProtectedBranchesOnly = now.ProtectedBranchesOnly,
            };
    }

    protected override async Task DeleteAsync(NeonId id, IpAllow state, OperationContext context) =>
        await Upstreams.Readers.AfterAsync(
            await TakeAwayAsync(id, state, context),
            $"{context.Urn} {id}",
            stop => TakeAwayAsync(id, state, context.Until(stop)),
            context.Stop
        );

    // Gives back the captures that still get in by its entries.
    private Task<IReadOnlyCollection<OwnershipMark>> TakeAwayAsync(NeonId id, IpAllow state, OperationContext context) =>
        ChangeProjectAsync(
            id.Project,
            context,
            async () =>
            {
                var now = await NowAsync(id.Project, context.Stop);
                var accounts = await Ownership.ReadEntriesAsync(id.Project, context);
                var needed = NeededBy(id.Project, accounts, context);
                var staying = IpAllowPlan.Away(state, now, needed.Entries)?.Ips ?? now.Ips;
                var held = CapturesLetIn.By(state.Owned ?? [], staying, accounts, context);
                needed = new([.. needed.Entries, .. held.Entries], [.. needed.Resources, .. held.Resources(context.Marks)]);
                SayWhatStays(id.Project, state, now, needed, context);
                if (IpAllowPlan.Away(state, now, needed.Entries) is { } next)
                {
                    if (IpAllowPlan.OpensUnasked(state, now, next))
                    {
                        throw new DiagnosticException(IpAllowPlan.LeavesOpen(id.Project));
                    }
                    if (next.Ips.Count == 0)
                    {
                        context.Info($"The address list of project {id.Project} is empty again, as it was before: everybody may connect.");
                    }
                    await SendAsync(id.Project, next, context);
                    await GiveBackAsync(id.Project, now, next, context);
                }
                else if (state.Mode == IpAllowMode.Exclusive)
                {
                    context.Info($"The address list of project {id.Project} stays as it is: {Words.List(now.Ips)}.");
                }
                Ownership.RecordEntries(id.Project, [], context);
                await Ownership.WriteEntriesAsync(id.Project, Canonical(held.Entries), context);
                return (IReadOnlyCollection<OwnershipMark>)[.. held.Readers.Where(context.Marks.IsOfThisState)];
            }
        );

    // Without the list as it is, only what an update does not change is known.
    private static Preview<IpAllow> PreviewBlind(PreviewContext<IpAllow> context, Plan plan) =>
        new(
            context.Desired with
            {
                ProtectedBranchesOnly = context.Desired.ProtectedBranchesOnly ?? context.Current?.ProtectedBranchesOnly,
                Before = context.Current?.Before,
            },
            plan
        )
        {
            UnknownOutputs = [PropertyPath.Of(nameof(IpAllow.Owned))],
        };

    private static void SayWhatStays(NeonProjectId project, IpAllow state, AllowedIps now, Needs needed, OperationContext context)
    {
        if (IpAllowPlan.Found(state, now) is { Count: > 0 } found)
        {
            context.Info(
                $"On the address list of project {project} {Words.List(found)} {(found.Count == 1 ? "stays" : "stay")}: there before this "
                    + $"resource could put {(found.Count == 1 ? "it" : "them")} there."
            );
        }
        if (
            (state.Owned ?? []).Where(e => IpAllowPlan.Has(needed.Entries, e) && IpAllowPlan.Has(now.Ips, e)).ToList() is
            { Count: > 0 } kept
        )
        {
            context.Info(
                $"On the address list of project {project} {Words.List(kept)} {(kept.Count == 1 ? "stays" : "stay")}: "
                    + $"{string.Join(", ", needed.Resources)} {(needed.Resources.Count == 1 ? "needs" : "need")} "
                    + $"{(kept.Count == 1 ? "it" : "them")}."
            );
        }
    }

    // Another pipeline, of this program or of another stack, is reached from the same data plane.
    private static Needs NeededBy(NeonProjectId project, IReadOnlyList<NeonEntries>? accounts, OperationContext context)
    {
        var others = context
            .Program.At(NeonId.PlaceOf(project), context.Urn)
            .Remaining()
            .Where(static r => r.Place is not null && r.MadeObjects.Any(static o => o.Kind == ObjectKind.AllowedAddress))
            .ToList();
        var elsewhere = (accounts ?? []).Where(a => !a.IsCapture && !context.Marks.Owns(a.Mark)).ToList();
        return new(
            [
                .. others
                    .SelectMany(static r => r.MadeObjects)
                    .Where(static o => o.Kind == ObjectKind.AllowedAddress)
                    .Select(static o => o.Name),
                .. elsewhere.SelectMany(static a => a.Entries),
            ],
            [
                .. others
                    .Select(static r => $"{r.Name} of this program")
                    .Concat(elsewhere.Select(a => context.Marks.NameOf(a.Mark)))
                    .Distinct(StringComparer.Ordinal),
            ]
        );
    }

    // A replacement under the same id goes on with what the one before put on the list.
    private static IpAllow? Replaced(OperationContext context) =>
        context.Program.Predecessor(context.Urn) is { GoesFirst: false, Shape: IpAllow replaced } ? replaced : null;

    // Another stack may have written down in the meantime that it needs what was there.
    private async Task GiveBackAsync(NeonProjectId project, AllowedIps before, AllowedIps sent, OperationContext context)
    {
        var needed = NeededBy(project, await Ownership.ReadEntriesAsync(project, context), context).Entries;
        var taken = before.Ips.Where(e => !IpAllowPlan.Has(sent.Ips, e) && IpAllowPlan.Has(needed, e)).ToList();
        if (taken.Count > 0)
        {
            await SendAsync(project, sent with { Ips = [.. sent.Ips, .. taken] }, context);
        }
    }

    private async Task<AllowedIps> NowAsync(NeonProjectId project, CancellationToken stop) =>
        (await Neon.GetProjectAsync(project, stop)).Settings?.AllowedIps ?? new();

    private async Task<IpAllow> ChangeAsync(IpAllow desired, IpAllow? current, OperationContext context)
    {
        var (state, readers) = await SetAsync(desired, current, context);
        await Upstreams.Readers.AfterAsync(
            readers,
            context.Urn,
            async stop => (await SetAsync(desired, state, context.Until(stop))).Readers,
            context.Stop
        );
        return state;
    }

    private Task<(IpAllow State, IReadOnlyList<OwnershipMark> Readers)> SetAsync(
        IpAllow desired,
        IpAllow? current,
        OperationContext context
    ) =>
        ChangeProjectAsync(
            desired.ProjectId,
            context,
            async () =>
            {
                var project = desired.ProjectId;
                current ??= Replaced(context);
                var accounts = await Ownership.ReadEntriesAsync(project, context);
                var now = await NowAsync(project, context.Stop);
                var needed = NeededBy(project, accounts, context).Entries;
                var held = CapturesLetIn.Of(desired, current, now, needed, accounts, context);
                var state = PredictState(desired, current, now, accounts, held, context);
                // It is this resource's to take away later.
                state = state with
                {
                    Owned = [.. state.Owned ?? [], .. held.Entries],
                };
                var until = IpAllowPlan.Until(state, current, now);
                context.SavePartialState(new NeonId(project).ToString(), until);
                // Before the list is sent: the next run finds what a killed one put there, and another stack what is needed here.
                await Ownership.WriteEntriesAsync(project, Canonical(until.Owned), context);
                if (IpAllowPlan.To(desired, current, now, needed, held.Entries) is { } next)
                {
                    await SendAsync(project, next, context);
                }
                Ownership.RecordEntries(project, state.Owned ?? [], context);
                if (!IpAllowPlan.Same(until.Owned ?? [], state.Owned ?? []))
                {
                    await Ownership.WriteEntriesAsync(project, Canonical(state.Owned), context);
                }
                return (state, (IReadOnlyList<OwnershipMark>)[.. held.Readers.Where(context.Marks.IsOfThisState)]);
            }
        );

    private static IReadOnlyList<string> Canonical(IReadOnlyList<string>? entries) => [.. (entries ?? []).Select(IpAllowPlan.Canonical)];

    // Neon's list has no room for a name: an entry that is in no account may be a colleague's, and what a colleague needs must not go.
    private IpAllow PredictState(
        IpAllow desired,
        IpAllow? current,
        AllowedIps now,
        IReadOnlyList<NeonEntries>? accounts,
        CapturesLetIn held,
        OperationContext context
    )
    {
        var earlier = (accounts ?? []).Where(a => context.Marks.Owns(a.Mark)).SelectMany(static a => a.Entries).ToList();
        var shared = Ownership
            .EntriesOfOthers<IpAllow>(desired.ProjectId, static s => s.Owned, context)
            .Concat((accounts ?? []).Where(static a => !a.IsCapture).SelectMany(static a => a.Entries))
            .ToList();
        var state = IpAllowPlan.PredictState(desired, current, now, shared);
        state = current is null ? state with { Before = [.. (state.Before ?? []).Where(e => !IpAllowPlan.Has(earlier, e))] } : state;
        // What waits for a capture is this resource's to take away later.
        state = held.Entries.Count == 0 ? state : state with { Owned = [.. state.Owned ?? [], .. held.Entries] };
        var known = current?.Entries.Select(IpAllowPlan.Canonical).ToHashSet(StringComparer.Ordinal) ?? [];
        if (IpAllowPlan.Found(state, now).Where(e => !known.Contains(IpAllowPlan.Canonical(e))).ToList() is { Count: > 0 } found)
        {
            var (are, them) = found.Count == 1 ? ("is", "it") : ("are", "them");
            context.Info(
                $"On the address list of project {desired.ProjectId} there {are} {Words.List(found)} already, and "
                    + (
                        accounts is null
                            ? $"it cannot be known who put {them} there; destroy will leave {them}. If it was this program: Adopt = true "
                                + "on the IpAllow"
                            : $"no program of NeonFlow put {them} there; destroy will leave {them}."
                    )
            );
        }
        return state;
    }

    private async Task SendAsync(NeonProjectId project, AllowedIps next, OperationContext context)
    {
        var changed = await Neon.SetAllowedIpsAsync(project, next, context.Stop);
        await AwaitAsync(project, changed.Operations, context.Stop);
        var kept = await NowAsync(project, context.Stop);
        if (!IpAllowPlan.Same(kept.Ips, next.Ips) || kept.ProtectedBranchesOnly != next.ProtectedBranchesOnly)
        {
            throw new DiagnosticException(IpAllowPlan.Overwritten(project, kept));
        }
    }

    // What waited for a capture of this state, and was not taken off the list.
    private async Task<IReadOnlyList<string>> LeftAsync(NeonProjectId project, IpAllow saved, AllowedIps now, OperationContext context)
    {
        var leaving = IpAllowPlan.Leaving(saved, saved, now);
        if (leaving.Count == 0)
        {
            return [];
        }
        var staying = now.Ips.Where(e => !IpAllowPlan.Has(leaving, e)).ToList();
        var held = CapturesLetIn.By(leaving, staying, await Ownership.ReadEntriesAsync(project, context), context);
        return held.Readers.All(context.Marks.IsOfThisState) ? leaving : [.. leaving.Where(e => !IpAllowPlan.Has(held.Entries, e))];
    }

    /// <summary>What other resources of the program need on the list.</summary>
    /// <param name="Entries">Entries, in canonical form.</param>
    /// <param name="Resources">Who needs them.</param>
    private sealed record Needs(IReadOnlyList<string> Entries, IReadOnlyList<string> Resources);
}
