using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.ReplicationSlot;

/// <summary>
/// Verbs of <see cref="ReplicationSlot"/>. The consumer makes the slot, so Create and Update only look, and write down whose it is; a slot
/// is dropped outside of any transaction.
/// </summary>
internal sealed class ReplicationSlotHandler(UpstreamClients upstreams) : SqlObjectHandler<ReplicationSlot, SlotObservation>(upstreams)
{
    private const int DefaultDropTimeout = 120;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    protected override string Kind => "replication slot";

    protected override DatabaseIdForm IdForm { get; } = new("name");

    public override ReplicationSlot Check(CheckContext<ReplicationSlot> context)
    {
        var inputs = context.Inputs;
        SqlChecks.Connection(context, inputs.Connection);
        if (context.IsKnown(nameof(inputs.Name)) && Identifier.SlotFault(inputs.Name) is { } fault)
        {
            context.Fail(
                PostgresDiagnostics.SlotName,
                nameof(inputs.Name),
                $"The slot name {fault}.",
                "Use lower-case letters, digits and _ only, at most 63: the connector folds capitals, fails on - and cuts longer names."
            );
        }

        if (inputs.DropTimeout is < 0)
        {
            context.Fail(
                PostgresDiagnostics.Contradiction,
                nameof(inputs.DropTimeout),
                $"{inputs.DropTimeout} seconds cannot be waited.",
                "DropTimeout = 120"
            );
        }

        return inputs;
    }

    public override void Diff(DiffContext<ReplicationSlot> context)
    {
        base.Diff(context);
        if (ReplicationSlotPlan.IsDead(context.State.Status))
        {
            context.Set(nameof(ReplicationSlot.Status), new Change(ChangeKind.Update, IsInput: false));
        }
    }

    public override IReadOnlyList<ObjectRef> Makes(ReplicationSlot shape) => ObjectRef.All(ObjectKind.Slot, shape.Name);

    public override async Task<Preview<ReplicationSlot>> PreviewAsync(PreviewContext<ReplicationSlot> context)
    {
        var (desired, current) = (Bound(context.Desired, context.Current, context), context.Current);
        var asSaved = desired with { Status = current?.Status };
        if (context.Unknown.Any)
        {
            return PlannedLater(asSaved, context.Unknown, [nameof(ReplicationSlot.BranchId)]);
        }

        var (address, look) = await LookAsync(
            context,
            desired,
            async (session, stop) => Tuple.Create(await LookAsync(session, desired, context, stop))
        );
        desired = address is null ? desired : On(desired, address);
        ProgramAt(context, desired, address);
        if (look is not { Item1: var (observed, ownership) })
        {
            return new Preview<ReplicationSlot>(desired with { Status = current?.Status }, Plan.Nothing);
        }

        // The component has a capture behind the slot, whose preview fails for it together with all else that is wrong.
        var isPart = ResourceName.IsInComponent(context.Urn);
        var isNew = current is null && !isPart && IsUnknown(desired, ownership);
        Report(ReplicationSlotPlan.Judge(desired, isNew, observed), mayFail: !isPart, context);
        if (!observed.Server.MayDropSlots)
        {
            context.Warn(ReplicationSlotPlan.MayNotDrop(desired, observed.Server));
        }

        var state = ReplicationSlotPlan.StateOf(desired, observed);
        return new Preview<ReplicationSlot>(
            state,
            ReplicationSlotPlan.IsDead(state.Status)
                ? Plan.Nothing.Note($"the slot is {state.Status}, and a change of this resource until it is not")
                : Plan.Nothing
        );
    }

    public override Task<Plan> PreviewReplacedAsync(ReplicationSlot replaced, ReplicationSlot desired, OperationContext context) =>
        Task.FromResult(
            IdOf(replaced, replaced) == IdOf(Bound(desired, null, context), desired)
                ? Plan.Nothing
                : new Plan()
                    .Step($"{SlotFacts.DropStatement(replaced.Name)};")
                    .Note($"what was written since the slot {replaced.Name} was read last goes with it")
        );

    public override async Task<ResourceState<ReplicationSlot>> CreateAsync(ReplicationSlot desired, OperationContext context)
    {
        var made = await JudgeAsync(desired, null, context);
        return new(IdOf(made, made), made);
    }

    public override Task<ReplicationSlot> UpdateAsync(
        string id,
        ReplicationSlot current,
        ReplicationSlot desired,
        OperationContext context
    ) => JudgeAsync(desired, current, context);

    // Before the capture's first start there is no slot, and that is no reason to forget this resource.
    public override async Task<ResourceState<ReplicationSlot>?> ReadAsync(ReadContext<ReplicationSlot> context)
    {
        var known = KnownOf(context);
        if (
            await FindAsync(context, known, (session, stop) => ObserveAsync(session, known, context.Saved, stop))
            is not var (address, observed)
        )
        {
            return null;
        }

        known = On(known, address);
        await SayWhereItIsAsync(known, context);
        ProgramAt(context, known, address);
        var state = ReplicationSlotPlan.StateOf(known, observed);
        if (context.Saved is null)
        {
            return observed.Slot is null ? null : new(IdOf(known, known), state);
        }

        Report(ReplicationSlotPlan.Judge(known, isNew: false, observed), mayFail: false, context);
        if (observed is { Slot: not null, Server.MayDropSlots: false })
        {
            context.Warn(ReplicationSlotPlan.MayNotDrop(known, observed.Server));
        }

        return new(context.Id, state);
    }

    public override async Task DeleteAsync(string id, ReplicationSlot state, OperationContext context)
    {
        var connection = ConnectionOf(state);
        if (await Access.ResolveOrGoneAsync(connection, context.Stop) is not { } address)
        {
            context.Info($"The slot {state.Name} went with its database {connection!.Database}, which does not exist any more.");
            return;
        }

        var slot = new ObjectRef(ObjectKind.Slot, state.Name);
        var isKept = ProgramAt(context, state, address).Remaining().IsKeptOrUsed(slot, $"slot {state.Name}", context.Info);
        var timeout = state.DropTimeout ?? DefaultDropTimeout;
        var deadline = Environment.TickCount64 + (timeout * 1000L);
        try
        {
            while (
                !isKept
                && !await Access.OutsideTransactionAsync(
                    connection,
                    address,
                    (session, stop) => DropOnceAsync(session, state, context, stop),
                    context.Stop
                )
            )
            {
                if (Environment.TickCount64 >= deadline)
                {
                    throw new DiagnosticException(ReplicationSlotPlan.InUse(state, timeout));
                }

                context.Status($"waiting until slot {state.Name} is not used any more");
                await Task.Delay(Pause, context.Stop);
            }

            // Whoever keeps the slot has an account of its own.
            await Access.ChangeAsync(
                connection,
                address,
                $"slot/{state.Name}",
                async (session, stop) =>
                {
                    await (await LookAsync(session, state, context, stop)).Ownership.WriteAsync(session, [], stop);
                    return true;
                },
                context.Stop
            );
        }
        catch (DiagnosticException e) when (DatabaseAccess.IsDatabaseMissing(e))
        {
            context.Info($"The slot {state.Name} went with its database {address.Database}, which does not exist any more.");
        }
    }

    protected override IReadOnlyList<string> NameOf(ReplicationSlot shape) => [shape.Name];

    protected override ReplicationSlot FromId(Connection? connection, IReadOnlyList<string> name) =>
        new() { Connection = connection, Name = name[0] };

    protected override Func<SlotObservation> Observe(
        FactBatch batch,
        PostgresSession session,
        ReplicationSlot desired,
        ReplicationSlot? current
    )
    {
        var server = batch.Add(ServerFacts.Query);
        var slot = batch.Add(SlotFacts.Query(desired.Name));
        return () => new SlotObservation(server.FirstOrDefault!, slot.FirstOrDefault);
    }

    private static void Report((Diagnostic? Fault, bool IsTaken) verdict, bool mayFail, OperationContext context)
    {
        if (verdict.Fault is not { } fault)
        {
            return;
        }

        if (verdict.IsTaken && mayFail)
        {
            throw new DiagnosticException(fault);
        }

        context.Warn(fault);
    }

    private async Task<ReplicationSlot> JudgeAsync(ReplicationSlot desired, ReplicationSlot? current, OperationContext context)
    {
        desired = Bound(desired, current, context);
        var connection = ConnectionOf(desired);
        var address = await Access.ResolveAsync(connection, context.Stop);
        desired = On(desired, address);
        ProgramAt(context, desired, address);
        return await Access.ChangeAsync(
            connection,
            address,
            $"slot/{desired.Name}",
            async (session, stop) =>
            {
                var (observed, ownership) = await LookAsync(session, desired, context, stop);
                Report(
                    ReplicationSlotPlan.Judge(desired, current is null && IsUnknown(desired, ownership), observed),
                    mayFail: true,
                    context
                );
                await ownership.WriteAsync(session, [Owned.Slot(desired.Name)], stop);
                var state = ReplicationSlotPlan.StateOf(desired, observed);
                // Nobody may ever learn whether the COMMIT got through that is sent now.
                context.SavePartialState(IdOf(state, state), state);
                return state;
            },
            context.Stop
        );
    }

    private async Task<(SlotObservation Observation, SqlOwnership Ownership)> LookAsync(
        PostgresSession session,
        ReplicationSlot shape,
        OperationContext context,
        CancellationToken stop
    )
    {
        var batch = new FactBatch();
        var subject = new SqlSubject($"slot {shape.Name}");
        var accounts = AccountSearch.Add(batch, context.Marks, [subject], null);
        var observe = Observe(batch, session, shape, shape);
        await session.ReadAsync(batch, stop);
        return (observe(), SqlOwnership.Read(context.Marks, subject, null, accounts()));
    }

    // What another resource of this state has is the program's own: the one that this one takes the place of, under another name.
    private static bool IsUnknown(ReplicationSlot desired, SqlOwnership ownership) =>
        ownership.Own.Count == 0 && !ownership.IsOfThisState(Owned.Slot(desired.Name));

    private async Task<bool> DropOnceAsync(PostgresSession session, ReplicationSlot state, OperationContext context, CancellationToken stop)
    {
        var (observed, ownership) = await LookAsync(session, state, context, stop);
        if (observed.Slot is not { } slot)
        {
            return true;
        }

        // Without an account of this resource the state counts, unless the account of another one lists the slot.
        var owned = Owned.Slot(state.Name);
        if (ownership.IsShared(owned))
        {
            context.Info($"The slot {state.Name} stays: {ownership.HolderOf(owned)} has it now.");
            return true;
        }

        if (ReplicationSlotPlan.ForeignOf(slot, observed.Server.Database) is { } foreign)
        {
            context.Warn(foreign);
            return true;
        }

        if (slot.Active)
        {
            return false;
        }

        try
        {
            await session.ReadAsync(SlotFacts.Drop(state.Name), stop);
            return true;
        }
        catch (DatabaseException e) when (e.Failure == DatabaseFailure.Busy)
        {
            return false;
        }
        catch (DatabaseException e) when (e.Failure == DatabaseFailure.NotFound)
        {
            return true;
        }
    }
}
