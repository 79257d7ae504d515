using System.Diagnostics.CodeAnalysis;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>
/// What all resources that are made by SQL do alike: look, plan, run the plan in one transaction, read back before COMMIT.
/// </summary>
/// <typeparam name="T">The shape.</typeparam>
/// <typeparam name="TObservation">What the room observes.</typeparam>
/// <typeparam name="TPlan">The room's plan.</typeparam>
internal abstract partial class SqlResourceHandler<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T, TObservation, TPlan>(
    UpstreamClients upstreams
) : SqlObjectHandler<T, TObservation>(upstreams)
    where T : class, ISqlShape<T>
    where TObservation : class
    where TPlan : ISqlPlan<T, TObservation>
{
    private const string NeonArea = "neon";

    /// <summary>Name of the advisory lock: two changes of one lock never run at a time.</summary>
    protected abstract string LockOf(T shape);

    /// <summary>
    /// Whether the object stays because another resource of the program has it; throws where a capture of the program needs it.
    /// </summary>
    /// <param name="state">The saved state.</param>
    /// <param name="remaining">What of the program remains at the same place.</param>
    /// <param name="say">Says what stays, and why.</param>
    protected virtual bool IsKept(T state, IReadOnlyList<ProgramResource> remaining, Action<string> say) => false;

    public override async Task<Preview<T>> PreviewAsync(PreviewContext<T> context)
    {
        var (desired, current) = (Bound(context.Desired, context.Current, context), context.Current);
        if (context.Unknown.Any)
        {
            var asIs = new SqlPlan { Owned = OwnedBy(current) ?? [] };
            return PlannedLater(
                current is null ? desired : TPlan.PredictState(desired, current, null, asIs),
                context.Unknown,
                [.. TPlan.LastingOutputs, nameof(ISqlShape<>.BranchId)]
            );
        }

        var (address, look) = await LookAsync(context, desired, (session, stop) => LookAsync(session, desired, current, context, stop));
        desired = address is null ? desired : On(desired, address);
        var program = ProgramAt(context, desired, address);
        if (await FindServerAsync(address, context))
        {
            program = ProgramAt(context, desired, address);
        }

        (current, var setting) = Settle(context, desired, look ?? new(desired, current, null, null), program);
        setting = setting with { IsPreview = true };
        var plan = TPlan.Plan(desired, current, look?.Observation, setting);
        if (look is not null)
        {
            Report(plan, context);
        }

        var predicted = TPlan.PredictState(desired, current, look?.Observation, plan);
        // Without a look the statements of a change would be those of a making from nothing.
        var shown =
            look is null && current is not null
                ? Plan.Nothing.Note($"the {Kind} is changed as the properties above show; the database could not be looked at")
                : (current is null ? Anew(context, look, setting) ?? plan : plan).ToPlan(context.Marks.Own);
        return new Preview<T>(predicted, look is null ? shown.Unseen($"{Kind} {string.Join('/', NameOf(desired))}") : shown);
    }

    // What is replaced under its own name is dropped before the new one is made from nothing.
    private SqlPlan? Anew(PreviewContext<T> context, Look? look, PlanContext setting)
    {
        if (
            look?.Observation is null
            || context.Program.Predecessor(context.Urn) is not { GoesFirst: true, Shape: T old }
            || IdOf(old, old) != IdOf(context.Desired, context.Desired)
        )
        {
            return null;
        }

        var plan = TPlan.Delete(old, look.Observation, setting.Ownership);
        // That delete comes before anything could let go of it.
        plan.Statements.AddRange(plan.Waiting);
        plan.Waiting.Clear();
        var made = TPlan.Plan(context.Desired, null, null, setting);
        plan.Statements.AddRange(made.Statements);
        plan.Notes.Add($"the {Kind} is replaced under its own name: it goes first, and is missing until the new one is made");
        plan.Notes.AddRange(made.Notes);
        return plan;
    }

    public override async Task<ResourceState<T>> CreateAsync(T desired, OperationContext context)
    {
        var made = await ChangeAsync(desired, null, context);
        return new(IdOf(made, made), made);
    }

    public override Task<T> UpdateAsync(string id, T current, T desired, OperationContext context) =>
        ChangeAsync(desired, current, context);

    public override async Task<ResourceState<T>?> ReadAsync(ReadContext<T> context)
    {
        var known = KnownOf(context);
        if (
            await FindAsync(context, known, (session, stop) => LookAsync(session, known, context.Saved, context, stop))
            is not
            (var address, { Observation: { } observation } look)
        )
        {
            return null;
        }

        known = On(look.Desired, address);
        if (look.Current is not { } saved)
        {
            context.Marks.TakeOver(OwnershipMark.Find(TPlan.CommentOf(observation)));
            return TPlan.ReadState(known, observation, null) is { } found ? new(IdOf(known, found), found) : null;
        }

        await SayWhereItIsAsync(known, context);
        var program = ProgramAt(context, known, address);
        var ownership = OwnershipOf(context, known, saved, look.Accounts);
        if (TPlan.ReadState(known, observation, ownership) is not { } actual)
        {
            return null;
        }

        // What is this program's own gets its name back, and the plan says so.
        var renamed = TPlan.IsOwnName(saved) ? [] : SqlRename.Told(TPlan.SubjectOf(context.Saved!), TPlan.SubjectOf(saved), program);
        foreach (var warning in renamed.Concat(TPlan.Plan(known, saved, observation, PlanContext.Of(context, program, ownership)).Warnings))
        {
            context.Warn(warning);
        }

        // No engine asks for the preview of a delete; it reads what a destroy is about to take away.
        foreach (var refusal in TPlan.Delete(saved, observation, ownership).Failures)
        {
            context.Warn(refusal with { Message = $"A destroy would be refused. {refusal.Message}" });
        }

        // The name is the program's to say, also where it left that to its defaults: the object gets it back.
        return new(context.Id, actual)
        {
            Inputs =
                TPlan.IsOwnName(saved) && context.SavedInputs is { } inputs
                    ? TPlan.Under(actual, TPlan.SubjectOf(inputs), ownership.Own)
                    : null,
        };
    }

    private async Task<T> ChangeAsync(T desired, T? current, OperationContext context)
    {
        desired = Bound(desired, current, context);
        var (state, readers) = await ChangeAsync(desired, current, context, Report, context.Stop);
        // What a capture still reads is taken away once it has let go, by a change from the state as it is then.
        await Readers.AfterAsync(
            readers,
            context.Urn,
            async stop => (await ChangeAsync(state, current ?? state, context, static (plan, _) => Refuse(plan.Failures), stop)).Readers,
            context.Stop
        );
        return state;
    }

    private async Task<(T State, IReadOnlyCollection<OwnershipMark> Readers)> ChangeAsync(
        T desired,
        T? current,
        OperationContext context,
        Action<SqlPlan, OperationContext> report,
        CancellationToken ended
    )
    {
        var connection = ConnectionOf(desired);
        var address = await Access.ResolveAsync(connection, ended);
        desired = On(desired, address);
        var program = ProgramAt(context, desired, address);
        return await Access.ChangeAsync(
            connection,
            await SeatAsync(connection, address, ended),
            LockOf(desired),
            async (session, stop) =>
            {
                var look = await LookAsync(session, desired, current, context, stop);
                var observation = look.Observation!;
                var (saved, setting) = Settle(context, desired, look, program);
                var plan = TPlan.Plan(desired, saved, observation, setting);
                report(plan, context);
                if (plan.Statements.Count > 0)
                {
                    await session.ExecuteAsync(plan.Statements, stop);
                    var before = observation;
                    observation = await ObserveAsync(session, desired, saved, stop);
                    var again = TPlan.Plan(desired, saved, observation, setting with { Rename = null });
                    Refuse([
                        .. TPlan.Verify(desired, observation, plan),
                        .. TPlan.Broken(desired, before, observation),
                        .. await OwnedGrantors.LeftAsync(session, again, stop),
                    ]);
                }

                if (TPlan.HasAccount)
                {
                    await setting.Ownership.WriteAsync(session, plan.Listed, stop);
                }

                // Who may not write the comment of what is taken up goes by the mark that is there.
                context.Marks.TakeOver(OwnershipMark.Find(TPlan.CommentOf(observation)));
                var state = TPlan.PredictState(desired, saved, observation, plan);
                // Nobody may ever learn whether the COMMIT got through that is sent now.
                context.SavePartialState(IdOf(state, state), state);
                return (state, plan.Readers);
            },
            ended
        );
    }

    // What somebody renamed since it was saved is looked at a second time, under the names that it has.
    private async Task<Look> LookAsync(
        PostgresSession session,
        T desired,
        T? current,
        OperationContext context,
        CancellationToken stop,
        bool isSecond = false
    )
    {
        var batch = new FactBatch();
        IReadOnlyList<SqlSubject> subjects = [.. new[] { desired, current }.OfType<T>().Select(TPlan.SubjectOf)];
        var accounts = AccountSearch.Add(batch, context.Marks, subjects, current is null ? null : TPlan.ObjectIdOf(current));
        var passedOn = TPlan.Revokes ? batch.Add(PassedOn.Query) : null;
        var observe = Observe(batch, session, desired, current);
        await session.ReadAsync(batch, stop);
        var found = accounts() with { PassedOn = passedOn?.Rows ?? [] };
        if (isSecond || current is null || Under(current, found, context) is not { } now || ReferenceEquals(now, current))
        {
            return new Look(desired, current, observe(), found);
        }

        return await LookAsync(session, ReferenceEquals(desired, current) ? now : desired, now, context, stop, isSecond: true);
    }

    private static T Under(T current, SqlAccounts found, OperationContext context)
    {
        var now = found.Renamed(context.Marks, TPlan.SubjectOf(current), TPlan.ObjectIdOf(current));
        return TPlan.Under(current, now, OwnershipOf(context, current, current, found).Own);
    }

    // What is this program's own and was renamed gets its name back first: everything else is planned under that name.
    private (T? Current, PlanContext Setting) Settle(OperationContext context, T desired, Look look, IReadOnlyList<ProgramResource> program)
    {
        var (current, accounts) = (look.Current, look.Accounts);
        SqlRename? rename = null;
        if (accounts is not null && current is not null)
        {
            var (now, wanted) = (TPlan.SubjectOf(current), TPlan.SubjectOf(desired));
            if (TPlan.IsOwnName(current) && accounts.IdsOf(now).Count > 0 && SqlRename.IsNew(wanted, now))
            {
                rename = SqlRename.Back(now, wanted, accounts, context.Marks);
                accounts = accounts.After(now, wanted);
                current = TPlan.Under(current, wanted, []);
            }
            else if (SqlRename.Told(wanted, now, program).ToList() is { Count: > 0 } told)
            {
                // An engine that reads before it plans replaces it; the others have to be told.
                rename = SqlRename.Refused(told);
            }
        }

        var setting = PlanContext.Of(context, program, OwnershipOf(context, desired, current, accounts)) with
        {
            Rename = rename,
            ExternalRoles = ExternalRoles,
        };
        return (current, setting);
    }

    private static IReadOnlyList<Owned>? OwnedBy(T? state) => state is null ? null : TPlan.OwnedBy(state);

    private static SqlOwnership OwnershipOf(OperationContext context, T desired, T? current, SqlAccounts? accounts) =>
        accounts is not null
            ? SqlOwnership.Read(context.Marks, TPlan.SubjectOf(desired), OwnedBy(current), accounts)
            : SqlOwnership.Saved(context.Marks, OwnedBy(current));

    private static void Report(SqlPlan plan, OperationContext context)
    {
        if (plan.Failures.Count > 0)
        {
            context.SayWhatIsUnavailable();
        }

        Refuse(plan.Failures);
        foreach (var warning in plan.Warnings)
        {
            context.Warn(warning);
        }
    }

    private static void Refuse(IReadOnlyList<Diagnostic> failures)
    {
        if (failures.Count > 0)
        {
            throw new DiagnosticException(failures);
        }
    }

    private sealed record Look(T Desired, T? Current, TObservation? Observation, SqlAccounts? Accounts);
}
