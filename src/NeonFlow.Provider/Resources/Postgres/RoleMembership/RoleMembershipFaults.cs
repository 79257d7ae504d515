using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.RoleMembership;

/// <summary>What keeps a membership from being granted, changed or taken back, judged as the server does.</summary>
internal static class RoleMembershipFaults
{
    private const string Admin = "ADMIN";
    private const string Platform = "cloud_admin";
    private const int Shown = 5;

    /// <summary>What can be told of the two roles alone.</summary>
    public static void Judge(SqlPlan plan, RoleMembership desired, RoleMembershipObservation observed, PlanContext context)
    {
        var roles = observed.Roles;
        Missing(plan, context, nameof(desired.Role), desired.Role, roles.RoleExists);
        Missing(plan, context, nameof(desired.Member), desired.Member, roles.MemberExists);
        if (!observed.IsByGrantor)
        {
            plan.Failures.AddRange(
                RoleMembershipPlan.Asked(desired).Where(static o => o.Word != Admin).Select(o => TooOld(desired, o.Word, o.Value, observed))
            );
        }

        if (roles.RoundBy is { } last)
        {
            plan.Failures.Add(
                new(
                    PostgresDiagnostics.CircularMembership,
                    nameof(desired.Member),
                    $"{desired.Role} is a member of {desired.Member} already"
                        + $"{(last == desired.Role ? "" : $", through {last}")}, so that {desired.Member} cannot become a member of it."
                )
                {
                    Fix = SqlRoles.AsOwner(roles.RoundGrantor ?? roles.Bootstrap, Statements.RevokeRole(desired.Member, last)),
                    Kind = FailureKind.Conflict,
                }
            );
        }
    }

    /// <summary>Why the connecting role cannot grant the membership, or options of it; null where it can.</summary>
    public static Diagnostic? MayNotGrant(
        RoleMembership desired,
        IReadOnlyList<(string Word, bool Value)> options,
        RoleMembershipObservation observed
    )
    {
        var roles = observed.Roles;
        if (!roles.MayGrant)
        {
            var statement =
                observed.Grants.Count == 0 ? RoleMembershipPlan.Anew(desired) : Statements.GrantRole(desired.Role, desired.Member, options);
            return MayNot(desired, "grant", statement, observed);
        }

        return
            observed.IsByGrantor && options.Contains((Admin, true)) && desired.Member == roles.Bootstrap && roles.Grantor != roles.Bootstrap
            ? new(
                PostgresDiagnostics.CircularMembership,
                nameof(desired.Admin),
                $"Every ADMIN OPTION comes from {desired.Member}, the first role of the server, and cannot be given back to it."
            )
            {
                Fix = $"Take Admin out; {desired.Member} may grant every role.",
            }
            : null;
    }

    /// <summary>Why the connecting role cannot take a grant or one of its options back; null where it can.</summary>
    public static Diagnostic? MayNotRevoke(RoleMembership shape, MembershipGrant grant, string? option, RoleMembershipObservation observed)
    {
        var statement = Statements.RevokeRole(shape.Role, shape.Member, option);
        if (!observed.Roles.MayGrant)
        {
            return MayNot(shape, "revoke", statement, observed);
        }

        if (!grant.MayActAs)
        {
            return new(
                PostgresDiagnostics.NotAllowed,
                option is null ? nameof(shape.Member) : RoleMembershipPlan.PathOf(option),
                $"{grant.Grantor} granted {shape.Role} to {shape.Member}, and the connecting role {observed.Server.CurrentUser} has "
                    + "not its privileges; PostgreSQL would answer with a warning and revoke nothing."
            )
            {
                Fix = SqlRoles.AsOwner(grant.Grantor, statement),
                Kind = FailureKind.Failed,
            };
        }

        // Whoever has the right by another grant, too, keeps what it granted.
        var restsOnIt =
            option is null or Admin && grant.Admin && observed.Roles.GrantedOn.Count > 0 && observed.Grants.Count(static g => g.Admin) == 1;
        return restsOnIt
            ? new(
                PostgresDiagnostics.Dependents,
                option is null ? nameof(shape.Member) : nameof(shape.Admin),
                $"{shape.Member} has granted {shape.Role} to {TextList.And(observed.Roles.GrantedOn, Shown)} by its ADMIN OPTION; "
                    + "that has to be revoked first, because nothing is ever revoked with CASCADE."
            )
            {
                Fix =
                    $"-- as {shape.Member}:\n"
                    + string.Join('\n', observed.Roles.GrantedOn.Select(m => $"{Statements.RevokeRole(shape.Role, m)};")),
                Kind = FailureKind.Conflict,
            }
            : null;
    }

    /// <summary>That a grant of somebody else gives what shall not be.</summary>
    public static Diagnostic OfOthers(RoleMembership desired, string option, MembershipGrant grant, RoleMembershipObservation observed)
    {
        var who = grant.Grantor.Length == 0 ? "a role that is gone" : grant.Grantor;
        return new(
            PostgresDiagnostics.OptionOfOthers,
            RoleMembershipPlan.PathOf(option),
            $"{desired.Member} has {option} on {desired.Role} by a grant of {who}, which this program did not make."
        )
        {
            Fix =
                $"-- as {(grant.Grantor.Length == 0 ? observed.Server.CurrentUser : grant.Grantor)}:\n"
                + $"{Statements.RevokeRole(desired.Role, desired.Member, option)};\n-- or in the program: "
                + $"{RoleMembershipPlan.PathOf(option)} = true",
            Kind = FailureKind.Conflict,
        };
    }

    /// <summary>That another resource wants the opposite.</summary>
    public static Diagnostic Contradicts((string Word, bool Value) option, string holder) =>
        new(
            PostgresDiagnostics.Contradiction,
            RoleMembershipPlan.PathOf(option.Word),
            $"{holder} wants the membership {(option.Value ? "without" : "with")} {option.Word}, and it has one grant."
        )
        {
            Fix = $"{RoleMembershipPlan.PathOf(option.Word)} = {(option.Value ? "false" : "true")}   // or change it there",
        };

    /// <summary>That nothing was granted.</summary>
    public static Diagnostic NotMade(RoleMembership desired) =>
        new(
            PostgresDiagnostics.NotVerified,
            nameof(desired.Member),
            $"{desired.Member} is no member of {desired.Role} after it was granted. Everything was rolled back."
        )
        {
            Fix = "Run it again; an event of the database may have taken it back.",
            Kind = FailureKind.Failed,
        };

    /// <summary>That an option is not as it was asked for.</summary>
    public static Diagnostic NotSet(RoleMembership desired, string option, bool value) =>
        new(
            PostgresDiagnostics.NotVerified,
            RoleMembershipPlan.PathOf(option),
            $"The membership of {desired.Member} in {desired.Role} is {(value ? "without" : "with")} {option} after it was set. Everything "
                + "was rolled back."
        )
        {
            Fix = "Run it again; somebody granted or revoked it at the same time.",
            Kind = FailureKind.Failed,
        };

    private static void Missing(SqlPlan plan, PlanContext context, string path, string role, bool exists)
    {
        if (!exists && !context.RolesToBeCreated.Contains(role))
        {
            var create = $"CREATE ROLE {Identifier.Quote(role)};   -- or a neon:Role that this membership depends on";
            SqlRoles.Missing(plan, context, path, role, create);
        }
    }

    private static Diagnostic TooOld(RoleMembership desired, string option, bool value, RoleMembershipObservation observed)
    {
        var path = RoleMembershipPlan.PathOf(option);
        var (rule, fix) =
            option == "SET" ? ("every member may SET ROLE", "")
            : value == observed.Roles.MemberInherits ? ("the attribute INHERIT of the member rules, and is so", "")
            : (
                "the attribute INHERIT of the member rules",
                $"ALTER ROLE {Identifier.Quote(desired.Member)} {(value ? "" : "NO")}INHERIT;   -- for all its memberships\n-- and "
            );
        return new(
            PostgresDiagnostics.TooOld,
            path,
            $"{option} is an option of a membership from PostgreSQL 16 on; this server has version {observed.Server.Version / 10000}, "
                + $"where {rule}."
        )
        {
            Fix = fix.Length == 0 ? $"Take {path} out." : $"{fix}take {path} out.",
        };
    }

    private static Diagnostic MayNot(RoleMembership shape, string verb, string statement, RoleMembershipObservation observed)
    {
        var (roles, server) = (observed.Roles, observed.Server);
        var why =
            roles.IsOfSuperusers ? $"{shape.Role} is a superuser, and only superusers may"
            : roles.Via is { } held ? $"it has ADMIN OPTION on {shape.Role} through {held} only, from which it does not inherit"
            : observed.IsByGrantor ? $"that needs ADMIN OPTION on {shape.Role}"
            : $"that needs CREATEROLE, or ADMIN OPTION on {shape.Role}";
        // Made by this program through the Neon API, or it would not be asked about.
        var nobody = roles.RoleExists ? "" : ", which nobody has on a role that the Neon API makes";
        return new(
            PostgresDiagnostics.NotAllowed,
            nameof(shape.Role),
            $"The connecting role {server.CurrentUser} may not {verb} {shape.Role}: {why}{nobody}."
        )
        {
            Fix =
                !roles.IsOfSuperusers && roles.Via is { } via ? SqlRoles.AsMember(via, server)
                : !roles.IsOfSuperusers && roles.Admins is [var admin, ..] ? SqlRoles.AsOwner(admin, statement)
                : roles.Bootstrap == Platform
                    ? $"Only Neon's platform could grant it. Name a role that {server.CurrentUser} made by CREATE ROLE; that it can grant."
                : SqlRoles.AsOwner(roles.Bootstrap, statement),
            Kind = FailureKind.Failed,
        };
    }
}
