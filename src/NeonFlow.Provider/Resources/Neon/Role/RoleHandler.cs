using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon.Role;

/// <summary>Verbs of <see cref="Role"/>.</summary>
internal sealed class RoleHandler(UpstreamClients upstreams) : Handler<Role>
{
    private const string IdForm = "<project>/<branch>/<name>";
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(5);
    private readonly RoleMarks _marks = new(upstreams);

    public override Role Check(CheckContext<Role> context)
    {
        NeonPreview.CheckProject(context, context.Inputs.ProjectId);
        NeonPreview.CheckBranch(context, context.Inputs.BranchId);
        if (context.IsKnown("name") && NeonNames.RoleProblem(context.Inputs.Name) is { } problem)
        {
            context.Fail(NeonDiagnostics.BadName, "name", $"The role name cannot be used: {problem}.", "Name = \"flow_capture\"");
        }

        return context.Inputs;
    }

    public override void Diff(DiffContext<Role> context)
    {
        // Left out, or named as it is anyway: the role stays where it is.
        if (
            !context.Unknown.Contains("branchId")
            && (context.Desired.BranchId is null || context.Desired.BranchId == context.State.BranchId)
        )
        {
            context.Drop("branchId");
        }
    }

    public override IReadOnlyList<string?> PlacesOf(Role shape, UnknownSet unknown) =>
        [NeonId.PlaceOf(shape.ProjectId, shape.BranchId, unknown)];

    public override IReadOnlyList<ObjectRef> Makes(Role shape) => ObjectRef.All(ObjectKind.Role, shape.Name);

    public override IReadOnlyList<Intent> IntentsOf(Role inputs, UnknownSet unknown, bool isNew) =>
        [
            new(NeonId.PlaceOf(inputs.ProjectId, inputs.BranchId, unknown), new RoleIntent(inputs.Name))
            {
                Unknown = [.. unknown.Paths.Where(static p => p is "projectId" or "branchId" or "name")],
            },
        ];

    public override async Task<Preview<Role>> PreviewAsync(PreviewContext<Role> context)
    {
        var desired = context.Desired;
        if (context.Unknown.Any)
        {
            return new(
                desired with
                {
                    Password = context.Current?.Password,
                    Adopted = context.Current?.Adopted,
                    BranchId = desired.BranchId ?? context.Current?.BranchId,
                },
                Plan.Nothing.Note("the role is planned once its project, branch and name are known")
            )
            {
                UnknownOutputs = ["password", "adopted"],
            };
        }

        if (context.Current is { } current)
        {
            return new(
                desired with
                {
                    BranchId = current.BranchId,
                    Password = current.Password,
                    Adopted = current.Adopted,
                },
                RolePlan.Update(current, desired)
            )
            {
                UnknownOutputs = RolePlan.Rotates(current, desired) ? ["password"] : [],
            };
        }

        var found = await NeonPreview
            .TryAsync(context, $"role {desired.Name} of project {desired.ProjectId}", () => FindAsync(desired, context))
            .ConfigureAwait(false);
        if (found is null)
        {
            return new(desired, RolePlan.Create(desired, desired.BranchId ?? "<default branch>", exists: false))
            {
                UnknownOutputs = ["branchId", "password", "adopted"],
            };
        }

        if (await BegunAsync(desired, found, context).ConfigureAwait(false) is { } begun)
        {
            return new(desired with { BranchId = found.Branch, Adopted = false }, RolePlan.Finish(desired, begun))
            {
                UnknownOutputs = ["password"],
            };
        }

        if (RolePlan.Conflict(desired, found.Branch, found.Role is not null) is { } conflict)
        {
            throw new DiagnosticException(conflict);
        }

        return new(
            desired with
            {
                BranchId = found.Branch,
                Adopted = found.Role is not null,
            },
            RolePlan.Create(desired, found.Branch, found.Role is not null)
        )
        {
            UnknownOutputs = ["password"],
        };
    }

    public override async Task<ResourceState<Role>> CreateAsync(Role desired, OperationContext context)
    {
        var neon = upstreams.Neon;
        using var turn = await upstreams.LockProjectAsync(desired.ProjectId, context.Stop).ConfigureAwait(false);
        var found = await FindAsync(desired, context).ConfigureAwait(false);
        var begun = await BegunAsync(desired, found, context).ConfigureAwait(false);
        if (begun is null && RolePlan.Conflict(desired, found.Branch, found.Role is not null) is { } conflict)
        {
            throw new DiagnosticException(conflict);
        }

        var id = NeonId.Of(desired.ProjectId, found.Branch, desired.Name);
        var state = desired with { BranchId = found.Branch, Adopted = found.Role is not null && begun is null };
        if (begun is not null)
        {
            context.Info(
                $"The role {desired.Name} was made by a run of this program that began at {begun} and was interrupted; this run goes on "
                    + "with it."
            );
            context.SavePartialState(id, state);
            await neon.WaitAsync(
                    desired.ProjectId,
                    await UnderWayAsync(desired.ProjectId, context.Stop).ConfigureAwait(false),
                    context.Stop
                )
                .ConfigureAwait(false);
        }
        else if (found.Role is null)
        {
            await _marks.WriteAsync(desired.ProjectId, found.Branch, desired.Name, context).ConfigureAwait(false);
            var changed = await MakeAsync(desired, found.Branch, id, state, context).ConfigureAwait(false);
            state = state with { Password = Hidden(changed.Value.Password, context) };
            context.SavePartialState(id, state);
            await neon.WaitAsync(desired.ProjectId, changed.Operations, context.Stop).ConfigureAwait(false);
        }

        if (state.Password is null)
        {
            state = state with
            {
                Password = Hidden(
                    await RevealAsync(desired.ProjectId, found.Branch, desired.Name, context.Stop).ConfigureAwait(false),
                    context
                ),
            };
            if (state.Password is null)
            {
                context.Warn(NoPassword(desired.ProjectId));
            }
        }

        return new(id, state);
    }

    public override async Task<ResourceState<Role>?> ReadAsync(ReadContext<Role> context)
    {
        var parts = NeonId.Read(context.Id, IdForm);
        var (project, branch, name) = (parts[0], parts[1], parts[2]);
        if (!await IsThereAsync(project, branch, name, context.Stop).ConfigureAwait(false))
        {
            return null;
        }

        string? password;
        try
        {
            password = await RevealAsync(project, branch, name, context.Stop).ConfigureAwait(false);
        }
        catch (NeonNotFoundException)
        {
            // A role that somebody removes just now is still listed before it is gone.
            if (!await IsThereAsync(project, branch, name, context.Stop).ConfigureAwait(false))
            {
                return null;
            }

            throw;
        }

        var saved =
            context.Saved
            ?? new Role
            {
                ProjectId = project,
                Name = name,
                Adopted = false,
            };
        return new(
            NeonId.Of(project, branch, name),
            saved with
            {
                ProjectId = project,
                BranchId = branch,
                Name = name,
                Password = Hidden(password, context) ?? saved.Password,
            }
        );
    }

    public override async Task<Role> UpdateAsync(string id, Role current, Role desired, OperationContext context)
    {
        var state = desired with { BranchId = current.BranchId, Password = current.Password, Adopted = current.Adopted };
        if (!RolePlan.Rotates(current, desired))
        {
            return state;
        }

        var branch = NeonId.Read(id, IdForm)[1];
        var neon = upstreams.Neon;
        using var turn = await upstreams.LockProjectAsync(desired.ProjectId, context.Stop).ConfigureAwait(false);
        var changed = await neon.ResetPasswordAsync(desired.ProjectId, branch, desired.Name, context.Stop).ConfigureAwait(false);
        state = state with { Password = Hidden(changed.Value.Password, context) };
        context.SavePartialState(id, state);
        await neon.WaitAsync(desired.ProjectId, changed.Operations, context.Stop).ConfigureAwait(false);
        (upstreams.NeonAddresses as NeonAddresses)?.Forget(desired.ProjectId);
        return state with
        {
            Password =
                state.Password
                ?? Hidden(await RevealAsync(desired.ProjectId, branch, desired.Name, context.Stop).ConfigureAwait(false), context),
        };
    }

    public override async Task DeleteAsync(string id, Role state, OperationContext context)
    {
        if (state.Adopted == true)
        {
            context.Info($"The role {state.Name} existed before this program took it over, and stays.");
            return;
        }

        var parts = NeonId.Read(id, IdForm);
        context.Intents.Same(NeonId.PlaceOf(parts[0], state.BranchId), NeonId.PlaceOf(parts[0], parts[1]));
        var others = context
            .Intents.Wanted(NeonId.PlaceOf(parts[0], parts[1]), context.Urn)
            .Where(static p => p.Stage != IntentStage.Absent)
            .ToList();
        if (others.Keeper<RoleIntent>(r => r.Name == parts[2], $"role {parts[2]}", context.Info) is not null)
        {
            return;
        }

        var neon = upstreams.Neon;
        await _marks.RemoveAsync(parts[0], parts[1], parts[2], context).ConfigureAwait(false);
        using var turn = await upstreams.LockProjectAsync(parts[0], context.Stop).ConfigureAwait(false);
        try
        {
            // Where it is absent, the delete of a run that was killed may still be under way.
            var changed = await neon.DeleteRoleAsync(parts[0], parts[1], parts[2], context.Stop).ConfigureAwait(false);
            await neon.WaitAsync(
                    parts[0],
                    changed?.Operations ?? await UnderWayAsync(parts[0], context.Stop).ConfigureAwait(false),
                    context.Stop
                )
                .ConfigureAwait(false);
        }
        catch (NeonNotFoundException)
        {
            // With the project or the branch the role is gone, too.
            await NeonPreview.EnsureDeletedAsync(neon, parts[0], context.Stop).ConfigureAwait(false);
        }

        (upstreams.NeonAddresses as NeonAddresses)?.Forget(parts[0]);
    }

    private static Secret? Hidden(string? password, OperationContext context)
    {
        if (password is not { Length: > 0 })
        {
            return null;
        }

        context.AddSecret(password);
        return new Secret(password);
    }

    private static Diagnostic NoPassword(string project) =>
        new(
            NeonDiagnostics.NoPasswords,
            "adopt",
            $"Project {project} does not store passwords, so the password of an adopted role cannot be told; the output password stays "
                + "empty."
        )
        {
            Fix = "Rotation = \"1\"   // gives the role a new password, which is told once",
        };

    private async Task<FoundRole> FindAsync(Role desired, OperationContext context)
    {
        var branch =
            desired.BranchId ?? (await upstreams.Neon.GetDefaultBranchAsync(desired.ProjectId, context.Stop).ConfigureAwait(false)).Id;
        context.Intents.Same(NeonId.PlaceOf(desired.ProjectId, desired.BranchId), NeonId.PlaceOf(desired.ProjectId, branch));
        return new(branch, await upstreams.Neon.FindRoleAsync(desired.ProjectId, branch, desired.Name, context.Stop).ConfigureAwait(false));
    }

    /// <summary>
    /// It was looked up just before and absent, and this process has its turn: a role that is there after a lost answer is ours.
    /// </summary>
    private async Task<WithOperations<global::NeonFlow.Neon.NeonRole>> MakeAsync(
        Role desired,
        string branch,
        string id,
        Role state,
        OperationContext context
    )
    {
        var neon = upstreams.Neon;
        try
        {
            return await neon.CreateRoleAsync(desired.ProjectId, branch, desired.Name, noLogin: false, context.Stop).ConfigureAwait(false);
        }
        catch (NeonUnavailableException lost) when (lost.OutcomeUnknown)
        {
            if (await neon.FindRoleAsync(desired.ProjectId, branch, desired.Name, context.Stop).ConfigureAwait(false) is { } made)
            {
                return new(made, await UnderWayAsync(desired.ProjectId, context.Stop).ConfigureAwait(false));
            }

            return await neon.CreateRoleAsync(desired.ProjectId, branch, desired.Name, noLogin: false, context.Stop).ConfigureAwait(false);
        }
        catch (NeonConflictException)
        {
            // A role of SQL is shown by the API only after a while.
            throw new DiagnosticException(RolePlan.Conflict(desired with { Adopt = false }, branch, exists: true)!);
        }
        catch (OperationCanceledException)
        {
            using var limit = new CancellationTokenSource(LastLook);
            try
            {
                if (await neon.FindRoleAsync(desired.ProjectId, branch, desired.Name, limit.Token).ConfigureAwait(false) is not null)
                {
                    context.SavePartialState(id, state);
                }
            }
            catch (Exception e) when (e is NeonException or OperationCanceledException)
            {
                context.Info(
                    $"It is not known whether the role {desired.Name} was made; if it was, the next up goes on with it, or asks for Adopt "
                        + "= true where it cannot read its mark."
                );
            }

            throw;
        }
    }

    private async Task<IReadOnlyList<NeonOperation>> UnderWayAsync(string project, CancellationToken stop)
    {
        var running = new List<NeonOperation>();
        await foreach (var operation in upstreams.Neon.ListOperationsAsync(project, stop).ConfigureAwait(false))
        {
            if (operation.Succeeded || operation.Failed)
            {
                break;
            }

            running.Add(operation);
        }

        return running;
    }

    /// <summary>
    /// When an interrupted run of this resource began to make the role; null where there is none, or it is somebody else's.
    /// </summary>
    private async Task<string?> BegunAsync(Role desired, FoundRole found, OperationContext context) =>
        found.Role is { } there ? await _marks.BegunAsync(desired.ProjectId, found.Branch, there, context).ConfigureAwait(false) : null;

    private async Task<bool> IsThereAsync(string project, string branch, string name, CancellationToken stop)
    {
        try
        {
            return await upstreams.Neon.FindRoleAsync(project, branch, name, stop).ConfigureAwait(false) is not null;
        }
        catch (NeonNotFoundException)
        {
            await NeonPreview.EnsureDeletedAsync(upstreams.Neon, project, stop).ConfigureAwait(false);
            return false;
        }
    }

    private async Task<string?> RevealAsync(string project, string branch, string name, CancellationToken stop)
    {
        try
        {
            return await upstreams.Neon.RevealPasswordAsync(project, branch, name, stop).ConfigureAwait(false);
        }
        catch (NeonRefusedException refused) when (refused.Failure.Status == 412)
        {
            return null;
        }
    }

    private sealed record FoundRole(string Branch, global::NeonFlow.Neon.NeonRole? Role);
}
