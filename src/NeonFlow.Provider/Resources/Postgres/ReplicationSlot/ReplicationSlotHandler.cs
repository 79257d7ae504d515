using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.ReplicationSlot;

/// <summary>Verbs of <see cref="ReplicationSlot"/>.</summary>
internal sealed class ReplicationSlotHandler(UpstreamClients upstreams) : SqlResourceHandler<ReplicationSlot, SlotObservation>(upstreams)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    protected override string Kind => "replication slot";

    protected override string IdForm => "<name>";

    public override ReplicationSlot Check(CheckContext<ReplicationSlot> context)
    {
        var inputs = context.Inputs;
        SqlChecks.Connection(context, inputs.Connection);
        if (context.IsKnown("name") && Identifier.SlotFault(inputs.Name) is { } fault)
        {
            context.Fail(
                PostgresDiagnostics.UnusableName,
                "name",
                $"The slot name {fault}.",
                "Use lower-case letters, digits and _ only, at most 63: the connector folds capitals, fails on - and cuts longer names."
            );
        }

        if (inputs.DropTimeout is < 0)
        {
            context.Fail(
                PostgresDiagnostics.Contradiction,
                "dropTimeout",
                $"{inputs.DropTimeout} seconds cannot be waited.",
                "DropTimeout = 120"
            );
        }

        return inputs;
    }

    public override async Task DeleteAsync(string id, ReplicationSlot state, OperationContext context)
    {
        var connection = ConnectionOf(state);
        if (await ResolveOrGoneAsync(connection, context.Stop) is not { } address)
        {
            context.Info($"The slot {state.Name} went with its database {connection!.Database}, which does not exist any more.");
            return;
        }

        var others = Wanted(context, connection, address).Where(static p => p.Stage != IntentStage.Absent).ToList();
        if (
            others.Keeper<SlotIntent>(s => s.Name == state.Name, $"slot {state.Name}", context.Info) is not null
            || others.Keeper<SlotUseIntent>(s => s.Slot == state.Name, $"slot {state.Name}", context.Info) is not null
        )
        {
            return;
        }

        var deadline = Environment.TickCount64 + ((state.DropTimeout ?? 120) * 1000L);
        try
        {
            while (
                !await WithPathsAsync(
                    connection,
                    () =>
                        Upstreams.Sessions.OutsideTransactionAsync(
                            address,
                            Options(patient: true),
                            (session, stop) => DropOnceAsync(session, state, address, context, stop),
                            context.Stop
                        )
                )
            )
            {
                if (Environment.TickCount64 >= deadline)
                {
                    throw new DiagnosticException(
                        new Diagnostic(
                            PostgresDiagnostics.SlotInUse,
                            "name",
                            $"The slot {state.Name} is still in use after {state.DropTimeout ?? 120} s and was not dropped; left behind, "
                                + "it makes the server keep WAL without end."
                        )
                        {
                            Fix =
                                "Stop the capture that reads from it and run destroy again, or:\nSELECT "
                                + "pg_catalog.pg_terminate_backend(active_pid) FROM pg_catalog.pg_replication_slots WHERE "
                                + $"slot_name = {Identifier.Literal(state.Name)} AND active;\n{SlotFacts.DropStatement(state.Name)};",
                            Kind = FailureKind.Unavailable,
                        }
                    );
                }

                context.Status($"waiting until slot {state.Name} is not used any more");
                await Task.Delay(Pause, context.Stop);
            }
        }
        catch (DiagnosticException e) when (e.InnerException is DatabaseException { Failure: DatabaseFailure.DatabaseMissing })
        {
            context.Info($"The slot {state.Name} went with its database {address.Database}, which does not exist any more.");
        }
    }

    protected override Connection? ConnectionOf(ReplicationSlot shape) => shape.Connection;

    protected override IReadOnlyList<string> NameOf(ReplicationSlot shape) => [shape.Name];

    protected override ReplicationSlot FromId(Connection? connection, IReadOnlyList<string> name) =>
        new() { Connection = connection, Name = name[0] };

    protected override string LockOf(ReplicationSlot shape) => $"slot/{shape.Name}";

    protected override async Task<SlotObservation> ObserveAsync(
        PostgresSession session,
        ReplicationSlot desired,
        ReplicationSlot? current,
        CancellationToken stop
    ) => new(session.Address.Database, (await session.ReadAsync(SlotFacts.Query(desired.Name), stop)).FirstOrDefault());

    protected override SlotObservation NotObserved(ReplicationSlot desired) => SlotObservation.Nothing;

    protected override SqlPlan PlanTo(ReplicationSlot desired, ReplicationSlot? current, SlotObservation facts, PlanContext setting) =>
        ReplicationSlotPlan.To(desired, current, facts, setting);

    // The drop runs outside a transaction; DeleteAsync does it.
    protected override SqlPlan PlanDelete(ReplicationSlot state, SlotObservation facts) => new();

    // Before the capture's first start there is no slot, and that is no reason to forget this resource.
    protected override ReplicationSlot? ReadState(ReplicationSlot known, ReplicationSlot? account, SlotObservation facts, bool import) =>
        import && facts.Slot is null
            ? null
            : known with
            {
                Status = facts.Slot is null ? ReplicationSlotPlan.Absent : ReplicationSlotPlan.Present,
            };

    protected override ReplicationSlot PredictState(
        ReplicationSlot desired,
        ReplicationSlot? current,
        SlotObservation facts,
        SqlPlan plan
    ) =>
        desired with
        {
            Status =
                facts.Database is null ? current?.Status
                : facts.Slot is null ? ReplicationSlotPlan.Absent
                : ReplicationSlotPlan.Present,
        };

    protected override IEnumerable<Diagnostic> Verify(ReplicationSlot desired, SlotObservation facts) => [];

    // A slot that the program has looked after before is its own.
    protected override bool IntentStands => true;

    protected override object IntentOf(ReplicationSlot desired, bool isNew) => new SlotIntent(desired.Name, isNew, desired.Adopt == true);

    private static async Task<bool> DropOnceAsync(
        PostgresSession session,
        ReplicationSlot state,
        PostgresAddress address,
        OperationContext context,
        CancellationToken stop
    )
    {
        var slot = (await session.ReadAsync(SlotFacts.Query(state.Name), stop)).FirstOrDefault();
        if (slot is null)
        {
            return true;
        }

        if (ReplicationSlotPlan.Foreign(slot, address.Database) is { } foreign)
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
        catch (DatabaseException e) when (e.SqlState == "42704")
        {
            return true;
        }
    }

    public override IReadOnlyList<ObjectRef> Makes(ReplicationSlot shape) => ObjectRef.All(ObjectKind.Slot, shape.Name);
}
