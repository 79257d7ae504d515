using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon.Role;

/// <summary>Verbs of <see cref="Role"/>.</summary>
internal sealed class RoleHandler(UpstreamClients upstreams) : NeonObjectHandler<Role, NeonRole>(upstreams)
{
    private static readonly TimeSpan ReplicationPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    protected override NeonIdForm IdForm => NeonIdForm.OnBranch;

    protected override string Kind => "role";

    protected override string NameOf(Role shape) => shape.Name;

    protected override NeonProjectId ProjectOf(Role shape) => shape.ProjectId;

    public override Role Check(CheckContext<Role> context)
    {
        if (context.IsKnown(nameof(Role.Name)) && NeonNames.RoleProblem(context.Inputs.Name) is { } problem)
        {
            context.Fail(
                NeonDiagnostics.BadName,
                PropertyPath.Of(nameof(Role.Name)),
                $"The role name cannot be used: {problem}.",
                "Name = \"flow_capture\""
            );
        }
        return context.Inputs;
    }

    public override void Diff(DiffContext<Role> context)
    {
        // Left out, or named as it is anyway: the role stays where it is.
        if (
            !context.Unknown.Contains(PropertyPath.Of(nameof(Role.BranchId)))
            && (context.Desired.BranchId is null || context.Desired.BranchId == context.State.BranchId)
        )
        {
            context.Drop(nameof(Role.BranchId));
        }
    }

    public override IReadOnlyList<string?> PlacesOf(Role shape, UnknownSet unknown) =>
        [NeonId.PlaceOf(shape.ProjectId, shape.BranchId, !unknown.Contains(PropertyPath.Of(nameof(Role.BranchId))))];

    public override IReadOnlyList<ObjectRef> Makes(Role shape) => ObjectRef.All(ObjectKind.Role, shape.Name);

    protected override Role PredictUnknown(Role desired, Role? current) =>
        desired with
        {
            BranchId = desired.BranchId ?? current?.BranchId,
            Password = current?.Password,
            Adopted = current?.Adopted,
        };

    protected override Preview<Role> PreviewUpdate(PreviewContext<Role> context, Role current)
    {
        bool? rotates = context.IsKnown(nameof(Role.Rotation)) ? RolePlan.Rotates(current, context.Desired) : null;
        return new(Keep(context.Desired, current), RolePlan.Update(context.Desired, current.BranchId, rotates))
        {
            UnknownOutputs = rotates == false ? [] : [PropertyPath.Of(nameof(Role.Password))],
        };
    }

    public override async Task<Role> UpdateAsync(string id, Role current, Role desired, OperationContext context)
    {
        var kept = Keep(desired, current);
        return RolePlan.Rotates(current, desired) ? await RotateAsync(NeonId.Read(id, IdForm), kept, context) : kept;
    }

    protected override async Task<NeonId> LocateAsync(Role desired, OperationContext context)
    {
        // A role that replaces another one stays on its branch.
        var left =
            context.Program.Predecessor(context.Urn)?.Shape is Role { BranchId: { } old } role && role.ProjectId == desired.ProjectId
                ? old
                : null;
        var branch = await Neon.BranchAsync(desired.ProjectId, desired.BranchId ?? left, context.Stop);
        var id = new NeonId(desired.ProjectId, branch, desired.Name);
        context.Program.SameServer(NeonId.PlaceOf(desired.ProjectId, desired.BranchId), id.Place);
        return id;
    }

    protected override Task<NeonRole?> FindAsync(NeonId id, CancellationToken stop) =>
        Neon.FindRoleAsync(id.Project, id.Branch!, id.Name!, stop);

    protected override string? CreatedAt(NeonRole found) => found.CreatedAt;

    protected override Task<WithOperations<NeonRole>> SendCreateAsync(Role desired, NeonId id, CancellationToken stop) =>
        Neon.CreateRoleAsync(id.Project, id.Branch!, id.Name!, noLogin: false, stop);

    protected override Task<NeonChange?> SendDeleteAsync(NeonId id, CancellationToken stop) =>
        Neon.DeleteRoleAsync(id.Project, id.Branch!, id.Name!, stop);

    protected override Plan PlanCreate(Role desired, NeonId? id, bool exists) =>
        RolePlan.Create(desired, id?.Branch ?? desired.BranchId, exists);

    protected override Diagnostic Conflict(Role desired, NeonId id, string madeBy, string? alias) => RolePlan.Conflict(id, madeBy, alias);

    protected override Diagnostic MadeTwice(Role desired, ProgramResource other) => RolePlan.MadeTwice(desired, other);

    protected override Role StateOf(Role desired, NeonId id, bool adopted) => desired with { BranchId = id.Branch, Adopted = adopted };

    protected override Role WithAnswer(Role state, NeonRole made, OperationContext context) =>
        state with
        {
            Password = SecretOf(made.Password, context),
        };

    protected override async Task<Role> CompleteAsync(Role state, NeonId id, OperationContext context)
    {
        state = await WithPasswordAsync(state, id, context);
        if (state.Password is not null)
        {
            return state;
        }

        if (state.Rotation is not null)
        {
            return await ResetAsync(id, state, context);
        }

        Report(RolePlan.NoPassword(id), context);
        return state;
    }

    protected override async Task<Preview<Role>> PreviewExistingAsync(Role state, NeonId id, Plan plan, PreviewContext<Role> context)
    {
        var asked = await LookAsync(
            context,
            $"the password of the role {id.Name}",
            async () => Tuple.Create(await RevealAsync(id, context.Stop))
        );
        if (asked is { Item1: { } password })
        {
            return new(state with { Password = SecretOf(password, context) }, plan.Note("its password stays"));
        }

        var isKnown = asked is not null && context.IsKnown(nameof(Role.Rotation));
        if (isKnown && state.Rotation is null)
        {
            Report(RolePlan.NoPassword(id), context);
            return new(state, plan);
        }

        return new(
            state,
            isKnown ? RolePlan.Reset(plan.Note("Neon cannot tell its password, so that it gets a new one"), state, id.Branch) : plan
        )
        {
            UnknownOutputs = [PropertyPath.Of(nameof(Role.Password))],
        };
    }

    public override Task<Plan> PreviewReplacedAsync(Role replaced, Role desired, OperationContext context) =>
        Task.FromResult(
            replaced.Adopted == true
            || (
                replaced.Name == desired.Name
                && replaced.ProjectId == desired.ProjectId
                && (desired.BranchId is null || desired.BranchId == replaced.BranchId)
            )
                ? Plan.Nothing
                : RolePlan.Delete(replaced)
        );

    // The component has a capture behind the role, which cannot log in without a password.
    private static void Report(Diagnostic noPassword, OperationContext context)
    {
        if (ResourceName.IsInComponent(context.Urn))
        {
            throw new DiagnosticException(noPassword with { Kind = FailureKind.Conflict });
        }

        context.Warn(noPassword);
    }

    // A capture that was just taken away lets go of its connection a moment later.
    protected override async Task BeforeDeleteAsync(NeonId id, Role state, OperationContext context)
    {
        context
            .Program.At(id.Place, context.Urn)
            .Remaining()
            .RefuseWhereUsed(new ObjectRef(ObjectKind.Role, state.Name), $"role {state.Name}", PropertyPath.Of(nameof(Role.Name)));
        var started = Upstreams.Clock.GetTimestamp();
        while (await Ownership.IsReplicatingAsync(id, context))
        {
            if (Upstreams.Clock.GetElapsedTime(started) > ReplicationPatience)
            {
                throw new DiagnosticException(
                    RolePlan.InUse(id, context.Urn, ReplicationPatience, [.. Unchanged(id, state, context).Select(static r => r.Name)])
                );
            }
            context.Status($"waiting until nothing replicates as {state.Name} any more");
            await Task.Delay(Pause, Upstreams.Clock, context.Stop);
        }
    }

    protected override async Task<Role?> ReadAsync(NeonId id, Role? saved, ReadContext<Role> context)
    {
        if (await FindAsync(id, context.Stop) is null)
        {
            return null;
        }
        if (context.SavedInputs is { BranchId: null })
        {
            await Upstreams.SayIfDefaultMovedAsync(id.Project, id.Branch!, context);
        }
        var password = await RevealAsync(id, context.Stop);
        var known =
            saved
            ?? new Role
            {
                ProjectId = id.Project,
                Name = id.Name!,
                Adopted = false,
            };
        return known with
        {
            ProjectId = id.Project,
            BranchId = id.Branch,
            Name = id.Name!,
            Password = SecretOf(password, context) ?? known.Password,
        };
    }

    private static Role Keep(Role desired, Role current) =>
        desired with
        {
            BranchId = current.BranchId,
            Password = current.Password,
            Adopted = current.Adopted,
        };

    private Task<Role> RotateAsync(NeonId id, Role kept, OperationContext context) =>
        ChangeProjectAsync(id.Project, context, () => ResetAsync(id, kept, context));

    private async Task<Role> ResetAsync(NeonId id, Role kept, OperationContext context)
    {
        Role state;
        using (await Upstreams.Branches.ChangeAsync(id.Project, id.Branch, context.Stop))
        {
            var changed = await Neon.ResetPasswordAsync(id.Project, id.Branch!, id.Name!, context.Stop);
            state = WithAnswer(kept, changed.Value, context);
            context.SavePartialState(id.ToString(), state);
            await AwaitAsync(id.Project, changed.Operations, context.Stop);
        }

        return await WithPasswordAsync(state, id, context);
    }

    private async Task<Role> WithPasswordAsync(Role state, NeonId id, OperationContext context) =>
        state.Password is null ? state with { Password = SecretOf(await RevealAsync(id, context.Stop), context) } : state;

    private async Task<string?> RevealAsync(NeonId id, CancellationToken stop)
    {
        try
        {
            return await Neon.RevealPasswordAsync(id.Project, id.Branch!, id.Name!, stop);
        }
        // The project does not store passwords.
        catch (NeonRefusedException refused) when (refused.Failure.Status == 412)
        {
            return null;
        }
        catch (NeonNotFoundException)
        {
            // Neon does not know a password that was set by SQL. A role that is being deleted is still listed before it is gone.
            if (await FindAsync(id, stop) is null)
            {
                throw;
            }
            return null;
        }
    }

    private static Secret? SecretOf(string? password, OperationContext context)
    {
        if (password is not { Length: > 0 })
        {
            return null;
        }
        context.AddSecret(password);
        return new Secret(password);
    }
}
