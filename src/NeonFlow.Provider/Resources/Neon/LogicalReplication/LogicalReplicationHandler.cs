using NeonFlow.Neon;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using SessionOptions = NeonFlow.Postgres.SessionOptions;

namespace NeonFlow.Provider.Resources.Neon.LogicalReplication;

/// <summary>Verbs of <see cref="LogicalReplication"/>.</summary>
internal sealed class LogicalReplicationHandler(UpstreamClients upstreams) : NeonResourceHandler<LogicalReplication>(upstreams)
{
    private static readonly TimeSpan WalLevelPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan WalLevelPause = TimeSpan.FromMilliseconds(250);

    protected override NeonIdForm IdForm => NeonIdForm.OfProject;

    public override LogicalReplication Check(CheckContext<LogicalReplication> context)
    {
        ConnectionChecks.Check(context, context.Inputs.Connection);
        if (context.IsKnown(nameof(LogicalReplication.Enabled)) && context.Inputs.Enabled == false)
        {
            context.Fail(
                NeonDiagnostics.Latch,
                PropertyPath.Of(nameof(LogicalReplication.Enabled)),
                "enabled cannot be false: Neon has no way to switch logical replication off again, and answers every attempt with an "
                    + "error.",
                "Remove the resource from the program (it then stays on and is no longer managed), or set Enabled = true."
            );
        }
        return context.Inputs;
    }

    public override IReadOnlyList<string?> PlacesOf(LogicalReplication shape, UnknownSet unknown)
    {
        var project = NeonId.PlaceOf(shape.ProjectId);
        return shape.Connection is { IsNeon: false } direct && Upstreams.PlaceOf(direct, unknown) is { } server
            ? [project, server]
            : [project];
    }

    public override IReadOnlyList<ObjectRef> Makes(LogicalReplication shape) => [new(ObjectKind.LogicalReplication, "")];

    public override async Task<Preview<LogicalReplication>> PreviewAsync(PreviewContext<LogicalReplication> context)
    {
        var desired = context.Desired;
        if (!context.IsKnown(nameof(LogicalReplication.ProjectId)))
        {
            return new(desired, Plan.Nothing.Note("logical replication is switched on once the project is known"));
        }
        var what = $"logical replication of project {desired.ProjectId}";
        var project = await LookAsync(context, what, () => Neon.GetProjectAsync(desired.ProjectId, context.Stop));
        bool? isOn = project is null ? null : IsOn(project);
        if (context.IsKnown(nameof(LogicalReplication.AcknowledgeIrreversible)))
        {
            RefuseUnlessAcknowledged(desired, isOn);
        }
        if (isOn == false && desired.Connection is { } connection && context.IsKnown(nameof(LogicalReplication.Connection)))
        {
            try
            {
                await TryAsync(connection, context.Stop);
            }
            catch (Exception e)
                when (e is not OperationCanceledException && UpstreamFailures.SkipReason(e, connection.IsNeon) is { } because)
            {
                context.NotChecked($"connection of {what}", because);
            }
        }
        return new(desired with { Enabled = true }, LogicalReplicationPlan.To(desired.ProjectId, isOn));
    }

    public override async Task<ResourceState<LogicalReplication>> CreateAsync(LogicalReplication desired, OperationContext context) =>
        new(new NeonId(desired.ProjectId).ToString(), await SwitchOnAsync(desired, context));

    public override Task<LogicalReplication> UpdateAsync(
        string id,
        LogicalReplication current,
        LogicalReplication desired,
        OperationContext context
    ) => SwitchOnAsync(desired, context);

    protected override async Task<LogicalReplication?> ReadAsync(
        NeonId id,
        LogicalReplication? saved,
        ReadContext<LogicalReplication> context
    )
    {
        var project = await Neon.GetProjectAsync(id.Project, context.Stop);
        return (saved ?? new LogicalReplication { ProjectId = id.Project }) with { Enabled = IsOn(project) };
    }

    protected override Task DeleteAsync(NeonId id, LogicalReplication state, OperationContext context)
    {
        context.Info(
            $"Logical replication of Neon project {id.Project} stays on: Neon cannot switch it off again. It is no longer managed by "
                + "this program."
        );
        return Task.CompletedTask;
    }

    private static bool IsOn(NeonProject project) => project.Settings?.EnableLogicalReplication == true;

    private static void RefuseUnlessAcknowledged(LogicalReplication desired, bool? isOn)
    {
        if (LogicalReplicationPlan.Refusal(desired.ProjectId, isOn, desired.AcknowledgeIrreversible == true) is { } refusal)
        {
            throw new DiagnosticException(refusal);
        }
    }

    private async Task<LogicalReplication> SwitchOnAsync(LogicalReplication desired, OperationContext context)
    {
        var state = desired with { Enabled = true };
        await ChangeProjectAsync(
            desired.ProjectId,
            context,
            async () =>
            {
                var isOn = IsOn(await Neon.GetProjectAsync(desired.ProjectId, context.Stop));
                RefuseUnlessAcknowledged(desired, isOn);
                if (!isOn)
                {
                    if (desired.Connection is { } first)
                    {
                        await TryAsync(first, context.Stop);
                    }
                    await SendAsync(state, context);
                }
                return state;
            }
        );
        if (desired.Connection is { } connection)
        {
            await AwaitWalLevelAsync(connection, context);
        }
        return state;
    }

    private async Task SendAsync(LogicalReplication state, OperationContext context)
    {
        // All computes of the project restart.
        using (await Upstreams.Branches.ChangeAsync(state.ProjectId, null, context.Stop))
        {
            var changed = await Neon.EnableLogicalReplicationAsync(state.ProjectId, context.Stop);
            context.SavePartialState(new NeonId(state.ProjectId).ToString(), state);
            await AwaitAsync(state.ProjectId, changed.Operations, context.Stop);
        }
        if (!IsOn(await Neon.GetProjectAsync(state.ProjectId, context.Stop)))
        {
            throw new DiagnosticException(LogicalReplicationPlan.StillOff(state.ProjectId));
        }
    }

    // The switch has no way back: a connection that does not work is found before it.
    private async Task TryAsync(Connection connection, CancellationToken stop)
    {
        try
        {
            await WalLevelAsync(connection, stop);
        }
        catch (DatabaseException e)
        {
            throw new DiagnosticException(PostgresFailures.Read(e, connection), e);
        }
    }

    /// <summary>The setting is in force only when a compute started with it; until then creating a slot fails.</summary>
    private async Task AwaitWalLevelAsync(Connection connection, OperationContext context)
    {
        var started = Upstreams.Clock.GetTimestamp();
        while (true)
        {
            string seen;
            DatabaseException? unseen = null;
            try
            {
                seen = await WalLevelAsync(connection, context.Stop);
                if (seen == "logical")
                {
                    return;
                }
            }
            catch (DatabaseException failure)
            {
                seen = failure.Message;
                unseen = failure;
            }
            // The computes restart; nothing else goes away by itself.
            if (
                unseen is { Failure: not (DatabaseFailure.Unreachable or DatabaseFailure.SessionEnded) }
                || Upstreams.Clock.GetElapsedTime(started) > WalLevelPatience
            )
            {
                throw new DiagnosticException(
                    unseen is null ? LogicalReplicationPlan.NotInForce(seen) : LogicalReplicationPlan.Unseen(unseen, connection),
                    unseen
                );
            }
            context.Status($"waiting for wal_level=logical: {seen}");
            await Task.Delay(WalLevelPause, Upstreams.Clock, context.Stop);
        }
    }

    private async Task<string> WalLevelAsync(Connection connection, CancellationToken stop)
    {
        var address = await Upstreams.ResolveAsync(connection, PropertyPath.Of(nameof(Connection)), stop);
        return await Upstreams.Sessions.ReadAsync(
            address,
            new SessionOptions { ApplicationName = "neonflow logical replication" },
            static async (session, ct) =>
                (await session.ReadAsync(new FactQuery<string>("SHOW wal_level", static r => r.GetString(0)), ct))[0],
            stop
        );
    }
}
