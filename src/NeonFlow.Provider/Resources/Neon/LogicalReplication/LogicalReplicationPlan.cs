using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon.LogicalReplication;

/// <summary>What has to be done for <see cref="LogicalReplication"/>.</summary>
internal static class LogicalReplicationPlan
{
    /// <summary>From what is there to on. <paramref name="isOn"/> is null where it could not be looked at.</summary>
    public static Plan To(string project, bool? isOn) =>
        isOn == true
            ? Plan.Nothing
            : new Plan()
                .Step($"PATCH /projects/{project} {{\"project\":{{\"settings\":{{\"enable_logical_replication\":true}}}}}}")
                .Note($"all computes of project {project} restart and drop their connections")
                .Note("cannot be undone: logical replication can never be switched off again");

    /// <summary>Why the switch must not be thrown, or null.</summary>
    public static Diagnostic? Refusal(string project, bool? isOn, bool acknowledged) =>
        isOn != false || acknowledged
            ? null
            : new Diagnostic(
                NeonDiagnostics.NotAcknowledged,
                "acknowledgeIrreversible",
                $"Project {project} has logical replication off. Switching it on restarts all its computes and can never be undone, so "
                    + "the program has to say that it knows."
            )
            {
                Fix = "AcknowledgeIrreversible = true",
            };
}
