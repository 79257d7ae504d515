using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon.Role;

/// <summary>What has to be done for <see cref="Role"/>.</summary>
internal static class RolePlan
{
    /// <summary>From nothing, or from what somebody else made.</summary>
    public static Plan Create(Role desired, string branch, bool exists) =>
        exists
            ? Plan.Nothing.Note($"takes over the role {desired.Name}, which exists; its password stays")
            : new Plan()
                .Step($"POST /projects/{desired.ProjectId}/branches/{branch}/roles {{\"role\":{{\"name\":\"{desired.Name}\"}}}}")
                .Note("the compute of the branch takes over the new role and may drop open connections");

    /// <summary>From what an interrupted run of this resource made.</summary>
    public static Plan Finish(Role desired, string begun) =>
        Plan.Nothing.Note(
            $"goes on with the role {desired.Name}, which a run of this program made that began at {begun} and was interrupted"
        );

    /// <summary>A new password, where the trigger changed.</summary>
    public static Plan Update(Role current, Role desired) =>
        Rotates(current, desired)
            ? new Plan()
                .Step(
                    "POST "
                        + $"/projects/{desired.ProjectId}/branches/{current.BranchId}/roles/{Uri.EscapeDataString(desired.Name)}/reset_password"
                )
                .Note("open connections of the role are dropped; whatever uses its password gets the new one from this program")
            : Plan.Nothing;

    public static bool Rotates(Role current, Role desired) => (current.Rotation ?? "") != (desired.Rotation ?? "");

    /// <summary>Why it cannot be made, or null.</summary>
    public static Diagnostic? Conflict(Role desired, string branch, bool exists) =>
        !exists || desired.Adopt == true
            ? null
            : new Diagnostic(
                NeonDiagnostics.Taken,
                "name",
                $"The branch {branch} of project {desired.ProjectId} has a role \"{desired.Name}\" already, and this program did not make "
                    + "it."
            )
            {
                Kind = FailureKind.Conflict,
                Fix = $"Adopt = true   // or: pulumi import neonflow:neon:Role <name> {NeonId.Of(desired.ProjectId, branch, desired.Name)}",
            };
}
