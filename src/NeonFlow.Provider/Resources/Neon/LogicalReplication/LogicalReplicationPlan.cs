using NeonFlow.Neon;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon.LogicalReplication;

/// <summary>What has to be done for <see cref="LogicalReplication"/>.</summary>
internal static class LogicalReplicationPlan
{
    /// <summary>To on. <paramref name="isOn"/> is null where it could not be looked at.</summary>
    public static Plan To(NeonProjectId project, bool? isOn)
    {
        if (isOn == true)
        {
            return Plan.Nothing;
        }

        var plan = new Plan()
            .Step($"PATCH /projects/{project} {{\"project\":{{\"settings\":{{\"enable_logical_replication\":true}}}}}}")
            .Note($"all computes of project {project} restart and drop their connections")
            .Note("cannot be undone: logical replication can never be switched off again");
        return isOn is null ? plan.Unseen($"project {project}") : plan;
    }

    /// <summary>Why logical replication must not be switched on, or null.</summary>
    public static Diagnostic? Refusal(NeonProjectId project, bool? isOn, bool acknowledged) =>
        isOn != false || acknowledged
            ? null
            : new Diagnostic(
                NeonDiagnostics.NotAcknowledged,
                PropertyPath.Of(nameof(LogicalReplication.AcknowledgeIrreversible)),
                $"Project {project} has logical replication off. Switching it on restarts all its computes and can never be undone, so "
                    + "the program has to say that it knows."
            )
            {
                Fix = "AcknowledgeIrreversible = true",
            };

    /// <summary>The project does not show what was accepted.</summary>
    public static Diagnostic StillOff(NeonProjectId project) =>
        new(
            NeonDiagnostics.NotVerified,
            PropertyPath.Of(nameof(LogicalReplication.Enabled)),
            $"Neon accepted the switch of project {project} but still says that logical replication is off."
        )
        {
            Kind = FailureKind.Failed,
        };

    /// <summary>The computes do not show what the project does.</summary>
    public static Diagnostic NotInForce(string seen) =>
        new(
            NeonDiagnostics.NotVerified,
            PropertyPath.Of(nameof(LogicalReplication.Connection)),
            $"Logical replication is on, but the compute still shows wal_level = {seen}: it has not restarted with the setting."
        )
        {
            Kind = FailureKind.Unavailable,
            Fix = "Restart the compute in the Neon console, then: pulumi up",
        };

    /// <summary>The computes could not be looked at.</summary>
    public static Diagnostic Unseen(DatabaseException failure, Connection connection)
    {
        var diagnostic = PostgresFailures.Read(failure, connection);
        return diagnostic with
        {
            Message = $"Logical replication is on, but whether wal_level is logical could not be looked at: {diagnostic.Message}",
        };
    }
}
