using NeonFlow.Neon;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using SessionOptions = NeonFlow.Postgres.SessionOptions;

namespace NeonFlow.Provider.Resources.Neon.LogicalReplication;

/// <summary>Verbs of <see cref="LogicalReplication"/>.</summary>
internal sealed class LogicalReplicationHandler(UpstreamClients upstreams) : Handler<LogicalReplication>
{
    private const string IdForm = "<project>";
    private static readonly TimeSpan WalLevelPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan WalLevelPause = TimeSpan.FromMilliseconds(250);

    public override LogicalReplication Check(CheckContext<LogicalReplication> context)
    {
        NeonPreview.CheckProject(context, context.Inputs.ProjectId);
        Postgres.SqlChecks.Connection(context, context.Inputs.Connection);
        if (context.IsKnown("enabled") && context.Inputs.Enabled == false)
        {
            context.Fail(
                NeonDiagnostics.Latch,
                "enabled",
                "enabled cannot be false: Neon has no way to switch logical replication off again, and answers every attempt with an "
                    + "error.",
                "Remove the resource from the program (it then stays on and is no longer managed), or set Enabled = true."
            );
        }

        return context.Inputs;
    }

    public override IReadOnlyList<string?> PlacesOf(LogicalReplication shape, UnknownSet unknown)
    {
        var project = NeonId.PlaceOf(shape.ProjectId, unknown);
        return shape.Connection is { IsNeon: false } direct && upstreams.PlaceOf(direct, unknown) is { } server
            ? [project, server]
            : [project];
    }

    public override IReadOnlyList<ObjectRef> Makes(LogicalReplication shape) => [new(ObjectKind.LogicalReplication, "")];

    public override IReadOnlyList<Intent> IntentsOf(LogicalReplication inputs, UnknownSet unknown, bool isNew)
    {
        var what = new LogicalReplicationIntent();
        var project = new Intent(NeonId.PlaceOf(inputs.ProjectId, unknown), what)
        {
            Unknown = [.. unknown.Paths.Where(static p => p == "projectId")],
        };
        return inputs.Connection is { IsNeon: false } && upstreams.PlaceOf(inputs.Connection, unknown) is { } place
            ? [project, new(place, what)]
            : [project];
    }

    public override async Task<Preview<LogicalReplication>> PreviewAsync(PreviewContext<LogicalReplication> context)
    {
        var desired = context.Desired;
        if (!context.IsKnown("projectId"))
        {
            return new(desired, Plan.Nothing.Note("logical replication is switched on once the project is known"));
        }

        var project = await NeonPreview
            .TryAsync(
                context,
                $"logical replication of project {desired.ProjectId}",
                () => upstreams.Neon.GetProjectAsync(desired.ProjectId, context.Stop)
            )
            .ConfigureAwait(false);
        bool? isOn = project is null ? null : IsOn(project);
        if (
            context.IsKnown("acknowledgeIrreversible")
            && LogicalReplicationPlan.Refusal(desired.ProjectId, isOn, desired.AcknowledgeIrreversible == true) is { } refusal
        )
        {
            throw new DiagnosticException(refusal);
        }

        return new(desired with { Enabled = true }, LogicalReplicationPlan.To(desired.ProjectId, isOn));
    }

    public override async Task<ResourceState<LogicalReplication>> CreateAsync(LogicalReplication desired, OperationContext context) =>
        new(NeonId.Of(desired.ProjectId), await SwitchOnAsync(desired, context).ConfigureAwait(false));

    public override async Task<ResourceState<LogicalReplication>?> ReadAsync(ReadContext<LogicalReplication> context)
    {
        var projectId = context.Saved?.ProjectId ?? NeonId.Read(context.Id, IdForm)[0];
        try
        {
            var project = await upstreams.Neon.GetProjectAsync(projectId, context.Stop).ConfigureAwait(false);
            var state = (context.Saved ?? new LogicalReplication { ProjectId = projectId }) with { Enabled = IsOn(project) };
            return new(NeonId.Of(projectId), state);
        }
        catch (NeonNotFoundException)
        {
            await NeonPreview.EnsureDeletedAsync(upstreams.Neon, projectId, context.Stop).ConfigureAwait(false);
            return null;
        }
    }

    public override Task<LogicalReplication> UpdateAsync(
        string id,
        LogicalReplication current,
        LogicalReplication desired,
        OperationContext context
    ) => SwitchOnAsync(desired, context);

    public override Task DeleteAsync(string id, LogicalReplication state, OperationContext context)
    {
        context.Info(
            $"Logical replication of Neon project {state.ProjectId} stays on: Neon cannot switch it off again. It is no longer managed by "
                + "this program."
        );
        return Task.CompletedTask;
    }

    private static bool IsOn(NeonProject project) => project.Settings?.EnableLogicalReplication == true;

    private async Task<LogicalReplication> SwitchOnAsync(LogicalReplication desired, OperationContext context)
    {
        var neon = upstreams.Neon;
        var state = desired with { Enabled = true };
        using (await upstreams.LockProjectAsync(desired.ProjectId, context.Stop).ConfigureAwait(false))
        {
            var isOn = IsOn(await neon.GetProjectAsync(desired.ProjectId, context.Stop).ConfigureAwait(false));
            if (LogicalReplicationPlan.Refusal(desired.ProjectId, isOn, desired.AcknowledgeIrreversible == true) is { } refusal)
            {
                throw new DiagnosticException(refusal);
            }

            if (!isOn)
            {
                var changed = await neon.EnableLogicalReplicationAsync(desired.ProjectId, context.Stop).ConfigureAwait(false);
                context.SavePartialState(NeonId.Of(desired.ProjectId), state);
                await neon.WaitAsync(desired.ProjectId, changed.Operations, context.Stop).ConfigureAwait(false);
                if (!IsOn(await neon.GetProjectAsync(desired.ProjectId, context.Stop).ConfigureAwait(false)))
                {
                    throw new DiagnosticException(
                        new Diagnostic(
                            NeonDiagnostics.NotVerified,
                            "enabled",
                            $"Neon accepted the switch of project {desired.ProjectId} but still says that logical replication is off."
                        )
                        {
                            Kind = FailureKind.Failed,
                        }
                    );
                }
            }
        }

        if (desired.Connection is { } connection)
        {
            await AwaitWalLevelAsync(connection, context).ConfigureAwait(false);
        }

        return state;
    }

    /// <summary>The setting is in force only when a compute started with it; until then creating a slot fails.</summary>
    private async Task AwaitWalLevelAsync(Connection connection, OperationContext context)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            string seen;
            try
            {
                var address = await upstreams.ResolveAsync(connection, "connection", context.Stop).ConfigureAwait(false);
                var options = new SessionOptions { ApplicationName = "neonflow logical replication" };
                seen = await upstreams
                    .Sessions.ReadAsync(
                        address,
                        options,
                        static async (session, stop) =>
                            (
                                await session
                                    .ReadAsync(new FactQuery<string>("SHOW wal_level", static r => r.GetString(0)), stop)
                                    .ConfigureAwait(false)
                            )[0],
                        context.Stop
                    )
                    .ConfigureAwait(false);
                if (seen == "logical")
                {
                    return;
                }
            }
            catch (DatabaseException failure) when (failure.Failure is DatabaseFailure.Unreachable or DatabaseFailure.Exhausted)
            {
                seen = failure.Message;
            }

            if (TimeProvider.System.GetElapsedTime(started) > WalLevelPatience)
            {
                throw new DiagnosticException(
                    new Diagnostic(
                        NeonDiagnostics.NotVerified,
                        "connection",
                        $"The computes were restarted, but SHOW wal_level is not logical yet: {seen}."
                    )
                    {
                        Kind = FailureKind.Unavailable,
                    }
                );
            }

            context.Status($"waiting for wal_level=logical: {seen}");
            await Task.Delay(WalLevelPause, context.Stop).ConfigureAwait(false);
        }
    }
}
