using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon.IpAllow;

/// <summary>Verbs of <see cref="IpAllow"/>.</summary>
internal sealed class IpAllowHandler(UpstreamClients upstreams) : Handler<IpAllow>
{
    private const string IdForm = "<project>";

    public override IpAllow Check(CheckContext<IpAllow> context)
    {
        var inputs = context.Inputs;
        NeonPreview.CheckProject(context, inputs.ProjectId);
        if (!context.IsKnown("entries"))
        {
            return inputs;
        }

        var entries = new List<string>();
        for (var i = 0; i < inputs.Entries.Count; i++)
        {
            if (AllowedIpEntry.TryParse(inputs.Entries[i], out var problem) is not { } entry)
            {
                context.Fail(
                    NeonDiagnostics.BadAddress,
                    PropertyPath.Element("entries", i),
                    $"{problem}. Neon would accept it, and nobody would get in by it.",
                    "Entries = { \"203.0.113.7\", \"198.51.100.0/24\", \"198.51.100.20-198.51.100.50\" }"
                );
            }
            else if (!entries.Contains(entry.Text))
            {
                entries.Add(entry.Text);
            }
        }

        if (inputs.Entries.Count == 0 && context.IsKnown("openToAll") && context.IsKnown("mode") && inputs.OpenToAll != true)
        {
            context.Fail(
                NeonDiagnostics.OpenToAll,
                "entries",
                "entries is empty, and an empty address list lets everybody connect. If that is meant, it has to be said.",
                "OpenToAll = true"
            );
        }

        return entries.SequenceEqual(inputs.Entries) || context.Failures.Count > 0 ? inputs : inputs with { Entries = entries };
    }

    public override IReadOnlyList<string?> PlacesOf(IpAllow shape, UnknownSet unknown) => [NeonId.PlaceOf(shape.ProjectId, unknown)];

    public override IReadOnlyList<ObjectRef> Makes(IpAllow shape) =>
        ObjectRef.All(ObjectKind.AllowedAddress, (shape.Entries ?? []).Select(IpAllowPlan.Canonical));

    public override IReadOnlyList<Intent> IntentsOf(IpAllow inputs, UnknownSet unknown, bool isNew) =>
        unknown.Any ? [] : [new(NeonId.PlaceOf(inputs.ProjectId, unknown), new AddressesIntent(inputs.Entries)) { Stands = true }];

    public override void Diff(DiffContext<IpAllow> context)
    {
        upstreams.PutOnLists.Add(context.State);
        // Left out means as it is now.
        if (
            !context.Unknown.Contains("protectedBranchesOnly")
            && (
                context.Desired.ProtectedBranchesOnly is null
                || context.Desired.ProtectedBranchesOnly == context.State.ProtectedBranchesOnly
            )
        )
        {
            context.Drop("protectedBranchesOnly");
        }
    }

    public override async Task<Preview<IpAllow>> PreviewAsync(PreviewContext<IpAllow> context)
    {
        var desired = context.Desired;
        if (context.Unknown.Any)
        {
            return new(
                desired with
                {
                    Owned = context.Current?.Owned,
                    Before = context.Current?.Before,
                },
                Plan.Nothing.Note("the address list is planned once the project and all entries are known")
            )
            {
                UnknownOutputs = ["owned", "before"],
            };
        }

        var now = await NeonPreview
            .TryAsync(context, $"address list of project {desired.ProjectId}", () => NowAsync(desired.ProjectId, context.Stop))
            .ConfigureAwait(false);
        var next = now is null
            ? new AllowedIps { Ips = desired.Entries, ProtectedBranchesOnly = desired.ProtectedBranchesOnly ?? false }
            : IpAllowPlan.To(desired, context.Current, now, NeededBy(desired.ProjectId, context).Entries);
        if (now is { Ips.Count: 0 } && next is { Ips.Count: > 0 })
        {
            context.Warn(ShutsOut(desired.ProjectId, next));
        }

        if (now is not null)
        {
            TellFound(desired, context.Current, now, context);
        }

        return new(
            IpAllowPlan.After(desired, context.Current, now ?? new(), upstreams.PutOnLists.Of(desired.ProjectId)),
            IpAllowPlan.Describe(desired.ProjectId, now, next)
        )
        {
            UnknownOutputs = now is null ? ["owned", "before"] : [],
        };
    }

    public override async Task<ResourceState<IpAllow>> CreateAsync(IpAllow desired, OperationContext context) =>
        new(NeonId.Of(desired.ProjectId), await ChangeAsync(desired, null, context).ConfigureAwait(false));

    public override async Task<ResourceState<IpAllow>?> ReadAsync(ReadContext<IpAllow> context)
    {
        var projectId = context.Saved?.ProjectId ?? NeonId.Read(context.Id, IdForm)[0];
        AllowedIps now;
        try
        {
            now = await NowAsync(projectId, context.Stop).ConfigureAwait(false);
        }
        catch (NeonNotFoundException)
        {
            await NeonPreview.EnsureDeletedAsync(upstreams.Neon, projectId, context.Stop).ConfigureAwait(false);
            return null;
        }

        var there = now.Ips.Select(IpAllowPlan.Canonical).ToList();
        if (context.Saved is not { } saved)
        {
            return new(
                NeonId.Of(projectId),
                new()
                {
                    ProjectId = projectId,
                    Entries = there,
                    Mode = IpAllowMode.Exclusive,
                    ProtectedBranchesOnly = now.ProtectedBranchesOnly,
                    Owned = there,
                    Before = there,
                }
            );
        }

        return new(
            NeonId.Of(projectId),
            saved with
            {
                Entries =
                    saved.Mode == IpAllowMode.Exclusive ? there
                    : IpAllowPlan.StaysOpen(saved, now) ? saved.Entries
                    : [.. saved.Entries.Where(e => there.Contains(IpAllowPlan.Canonical(e)))],
                ProtectedBranchesOnly = now.ProtectedBranchesOnly,
            }
        );
    }

    public override Task<IpAllow> UpdateAsync(string id, IpAllow current, IpAllow desired, OperationContext context) =>
        ChangeAsync(desired, current, context);

    public override async Task DeleteAsync(string id, IpAllow state, OperationContext context)
    {
        var neon = upstreams.Neon;
        using var turn = await upstreams.LockProjectAsync(state.ProjectId, context.Stop).ConfigureAwait(false);
        AllowedIps now;
        try
        {
            now = await NowAsync(state.ProjectId, context.Stop).ConfigureAwait(false);
        }
        catch (NeonNotFoundException)
        {
            await NeonPreview.EnsureDeletedAsync(neon, state.ProjectId, context.Stop).ConfigureAwait(false);
            return;
        }

        if (IpAllowPlan.Found(state, now) is { Count: > 0 } stay)
        {
            context.Info(
                $"On the address list of project {state.ProjectId} {Words.List(stay)} {(stay.Count == 1 ? "stays" : "stay")}: there "
                    + $"before this resource could put {(stay.Count == 1 ? "it" : "them")} there."
            );
        }

        var needed = NeededBy(state.ProjectId, context);
        if (
            (state.Owned ?? []).Where(e => IpAllowPlan.Has(needed.Entries, e) && IpAllowPlan.Has(now.Ips, e)).ToList() is
            { Count: > 0 } kept
        )
        {
            context.Info(
                $"On the address list of project {state.ProjectId} {Words.List(kept)} {(kept.Count == 1 ? "stays" : "stay")}: "
                    + $"{string.Join(", ", needed.Resources)} of this program needs {(kept.Count == 1 ? "it" : "them")}."
            );
        }

        if (IpAllowPlan.Away(state, now, needed.Entries) is not { } next)
        {
            if (state.Mode == IpAllowMode.Exclusive)
            {
                context.Info($"The address list of project {state.ProjectId} stays as it is: {Words.List(now.Ips)}.");
            }

            return;
        }

        if (IpAllowPlan.OpensUnasked(state, now, next))
        {
            throw new DiagnosticException(
                new Diagnostic(
                    NeonDiagnostics.OpenToAll,
                    "openToAll",
                    $"Without the entries of this resource the address list of project {state.ProjectId} is empty, and everybody could "
                        + "connect; before this resource it was not empty."
                )
                {
                    Fix = "OpenToAll = true   // then up, then destroy; or put another entry into the list first",
                    Kind = FailureKind.Failed,
                }
            );
        }

        if (next.Ips.Count == 0)
        {
            context.Info($"The address list of project {state.ProjectId} is empty again, as it was before: everybody may connect.");
        }

        await SendAsync(state.ProjectId, next, context).ConfigureAwait(false);
    }

    private static Diagnostic ShutsOut(string project, AllowedIps next) =>
        new(
            NeonDiagnostics.ShutsOut,
            "entries",
            $"Project {project} is open to everybody now. With this list only {Words.List(next.Ips)} may connect; this machine, too, if "
                + "it is to grant or publish anything, has to be among them."
        );

    // Neon's list has no room for a name: a run that was interrupted cannot be told from a colleague, and what a colleague needs must not
    // go.
    private void TellFound(IpAllow desired, IpAllow? current, AllowedIps now, OperationContext context)
    {
        var known = current?.Entries.Select(IpAllowPlan.Canonical).ToHashSet(StringComparer.Ordinal) ?? [];
        if (
            IpAllowPlan
                .Found(IpAllowPlan.After(desired, current, now, upstreams.PutOnLists.Of(desired.ProjectId)), now)
                .Where(e => !known.Contains(IpAllowPlan.Canonical(e)))
                .ToList() is
            { Count: > 0 } found
        )
        {
            context.Info(
                $"On the address list of project {desired.ProjectId} there {(found.Count == 1 ? "is" : "are")} {Words.List(found)} "
                    + $"already, and it cannot be known who put {(found.Count == 1 ? "it" : "them")} there; destroy will leave "
                    + $"{(found.Count == 1 ? "it" : "them")}. If it was this program, in a run that was interrupted: Adopt = true"
            );
        }
    }

    private async Task<AllowedIps> NowAsync(string project, CancellationToken stop) =>
        (await upstreams.Neon.GetProjectAsync(project, stop).ConfigureAwait(false)).Settings?.AllowedIps ?? new();

    private async Task<IpAllow> ChangeAsync(IpAllow desired, IpAllow? current, OperationContext context)
    {
        var neon = upstreams.Neon;

        // Read, change and write are one step for everybody in this process; Neon has no other guard.
        using var turn = await upstreams.LockProjectAsync(desired.ProjectId, context.Stop).ConfigureAwait(false);
        var now = await NowAsync(desired.ProjectId, context.Stop).ConfigureAwait(false);
        var state = IpAllowPlan.After(desired, current, now, upstreams.PutOnLists.Of(desired.ProjectId));
        TellFound(desired, current, now, context);
        if (IpAllowPlan.To(desired, current, now, NeededBy(desired.ProjectId, context).Entries) is { } next)
        {
            context.SavePartialState(NeonId.Of(desired.ProjectId), IpAllowPlan.Until(state, current, now));
            await SendAsync(desired.ProjectId, next, context).ConfigureAwait(false);
        }

        upstreams.PutOnLists.Add(state);
        return state;
    }

    // Another pipeline of the program is reached from the same data plane.
    private static (IReadOnlyList<string> Entries, IReadOnlyList<string> Resources) NeededBy(string project, OperationContext context)
    {
        var others = context
            .Intents.Look(NeonId.PlaceOf(project, UnknownSet.None), context.Urn)
            .Where(static p =>
                p.Stage is not (IntentStage.Leaving or IntentStage.Absent) && p.Intent is { What: AddressesIntent, Unknown.Count: 0 }
            )
            .ToList();
        return ([.. others.SelectMany(static p => ((AddressesIntent)p.Intent.What).Entries)], [.. others.Select(static p => p.Resource)]);
    }

    private async Task SendAsync(string project, AllowedIps next, OperationContext context)
    {
        var changed = await upstreams.Neon.SetAllowedIpsAsync(project, next, context.Stop).ConfigureAwait(false);
        await upstreams.Neon.WaitAsync(project, changed.Operations, context.Stop).ConfigureAwait(false);
        var kept = await NowAsync(project, context.Stop).ConfigureAwait(false);
        if (!IpAllowPlan.Same(kept.Ips, next.Ips) || kept.ProtectedBranchesOnly != next.ProtectedBranchesOnly)
        {
            throw new DiagnosticException(
                new Diagnostic(
                    NeonDiagnostics.NotVerified,
                    "entries",
                    $"Neon accepted the address list of project {project} but now shows {Words.List(kept.Ips)}; somebody else may have "
                        + "changed it at the same moment."
                )
                {
                    Kind = FailureKind.Failed,
                    Fix = "pulumi up   # looks again and sends what is missing",
                }
            );
        }
    }
}
