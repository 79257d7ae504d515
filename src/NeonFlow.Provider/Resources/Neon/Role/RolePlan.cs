using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon.Role;

/// <summary>What has to be done for <see cref="Role"/>.</summary>
internal static class RolePlan
{
    /// <summary>From nothing, or from what somebody else made.</summary>
    /// <param name="desired">As it should be.</param>
    /// <param name="branch">Branch; null: the default one, which was not looked up.</param>
    /// <param name="exists">Whether the role exists and is taken over.</param>
    public static Plan Create(Role desired, NeonBranchId? branch, bool exists) =>
        exists
            ? Plan.Nothing.Note($"takes over the role {desired.Name}, which exists")
            : new Plan()
                .Step(
                    $"POST /projects/{desired.ProjectId}/branches/{branch?.Value ?? "<default branch>"}/roles "
                        + $"{{\"role\":{{\"name\":\"{desired.Name}\"}}}}"
                )
                .Note("the compute of the branch takes over the new role and may drop open connections");

    /// <summary>To nothing.</summary>
    public static Plan Delete(Role state) =>
        new Plan()
            .Step($"DELETE /projects/{state.ProjectId}/branches/{state.BranchId}/roles/{Uri.EscapeDataString(state.Name)}")
            .Note($"everything that was granted to the role {state.Name} goes with it");

    /// <summary>A new password, where the trigger changed.</summary>
    /// <param name="desired">As it should be.</param>
    /// <param name="branch">Branch of the role.</param>
    /// <param name="rotates">Whether the trigger changed; null: it is not known yet.</param>
    public static Plan Update(Role desired, NeonBranchId? branch, bool? rotates) =>
        rotates switch
        {
            false => Plan.Nothing,
            null => Plan.Nothing.Note("the role gets a new password if rotation turns out to be another text than before"),
            true => Reset(new Plan(), desired, branch),
        };

    /// <summary>Adds a new password to a plan.</summary>
    public static Plan Reset(Plan plan, Role desired, NeonBranchId? branch) =>
        plan.Step($"POST /projects/{desired.ProjectId}/branches/{branch}/roles/{Uri.EscapeDataString(desired.Name)}/reset_password")
            .Note("open connections of the role are dropped; whatever uses its password gets the new one from this program");

    public static bool Rotates(Role current, Role desired) => (current.Rotation ?? "") != (desired.Rotation ?? "");

    /// <summary>Why a role that exists is not taken over.</summary>
    public static Diagnostic Conflict(NeonId id, string madeBy, string? alias) =>
        new(
            NeonDiagnostics.Taken,
            PropertyPath.Of(nameof(Role.Name)),
            $"The branch {id.Branch} of project {id.Project} has a role \"{id.Name}\" already, {madeBy}."
        )
        {
            Kind = FailureKind.Conflict,
            Fix = alias ?? $"Adopt = true   // or: pulumi import neonflow:neon:Role <name> {id}",
        };

    /// <summary>Why two resources of one program cannot have one role.</summary>
    public static Diagnostic MadeTwice(Role desired, ProgramResource other) =>
        new(
            NeonDiagnostics.Taken,
            PropertyPath.Of(nameof(Role.Name)),
            $"{other.Name} of this program makes the role {desired.Name} as well: each would take it away from the other."
        )
        {
            Kind = FailureKind.Conflict,
            Fix = $"Name = \"{desired.Name}_2\"   // of one of the two",
        };

    /// <summary>Why the role is not deleted.</summary>
    public static Diagnostic InUse(NeonId id, string urn, TimeSpan waited, IReadOnlyList<string> captures) =>
        new(
            NeonDiagnostics.RoleInUse,
            PropertyPath.Of(nameof(Role.Name)),
            $"Something still replicates as the role \"{id.Name}\" after {waited.TotalSeconds:0} s, and would lose its connection with it: "
                + (
                    captures.Count == 0
                        ? "a capture of another program, for example."
                        : $"{TextList.And(captures)} of this program logs in as it."
                )
        )
        {
            Kind = FailureKind.Conflict,
            Fix =
                (captures.Count == 0 ? "" : "Run this without --target and --exclude: the capture changes or goes first then. Or: ")
                + $"Stop what reads as \"{id.Name}\" (SELECT * FROM pg_stat_replication; shows it), then run destroy again; or let the "
                + $"role stay, and take it alone out of the state: pulumi state delete \"{urn}\"",
        };

    /// <summary>Why the password stays empty.</summary>
    public static Diagnostic NoPassword(NeonId id) =>
        new(
            NeonDiagnostics.NoPasswords,
            PropertyPath.Of(nameof(Role.Adopt)),
            $"The password of the role \"{id.Name}\" cannot be told: it was set by SQL, or project {id.Project} does not store passwords; "
                + "the output password stays empty."
        )
        {
            Fix = "Rotation = \"1\"   // gives the role a new password, which is told once",
        };
}
