using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Postgres.RoleMembership;

/// <summary>
/// From the grants of a membership to one that gives what is wanted: the difference only, never CASCADE. A grant of somebody else that
/// gives it already is left as it is.
/// </summary>
internal sealed class RoleMembershipPlan : ISqlPlan<RoleMembership, RoleMembershipObservation>
{
    private const string Admin = "ADMIN";
    private const string Inherit = "INHERIT";
    private const string Set = "SET";

    public static SqlSubject SubjectOf(RoleMembership shape) =>
        new($"{Identifier.Bare(shape.Member)} in {Identifier.Bare(shape.Role)}") { Role = shape.Role, Member = shape.Member };

    public static RoleMembership Under(RoleMembership state, SqlSubject? now, IReadOnlyList<Owned> own) =>
        now is { Role: { } role, Member: { } member } ? state with { Role = role, Member = member } : state;

    public static IReadOnlyList<Owned>? OwnedBy(RoleMembership state) => state.Granted;

    /// <summary>The options that a program asks for.</summary>
    public static IReadOnlyList<(string Word, bool Value)> Asked(RoleMembership shape) =>
        [
            .. new[] { (Admin, shape.Admin), (Inherit, shape.Inherit), (Set, shape.Set) }
                .Where(static o => o.Item2 is not null)
                .Select(static o => (o.Item1, o.Item2 == true)),
        ];

    /// <summary>The input that asks for an option.</summary>
    public static string PathOf(string option) =>
        option switch
        {
            Admin => nameof(RoleMembership.Admin),
            Inherit => nameof(RoleMembership.Inherit),
            _ => nameof(RoleMembership.Set),
        };

    public static SqlPlan Plan(RoleMembership desired, RoleMembership? current, RoleMembershipObservation? observed, PlanContext context)
    {
        var plan = new SqlPlan();
        if (observed is null)
        {
            plan.Statements.Add(Anew(desired));
            plan.Owned = context.Ownership.Own;
            return plan;
        }

        context.Rename?.Into(plan);
        RoleMembershipFaults.Judge(plan, desired, observed, context);
        if (plan.Failures.Count > 0)
        {
            return plan.Close();
        }

        var items = new MembershipItems(desired, observed, context.Ownership);
        var asked = Asked(desired);
        var (wanted, added) = (new HashSet<Owned>(), new List<Owned>());
        foreach (var grant in observed.Grants)
        {
            wanted.Add(items.Of(grant));
            wanted.UnionWith(asked.Select(o => items.Of(o, grant)));
            // What programs made is theirs with all that they ask of it.
            added.AddRange(asked.Select(o => items.Of(o, grant)).Where(i => items.IsListed(grant) && items.IsLive(i)));
        }

        TurnOff(plan, desired, observed, context.Ownership, items, added);
        TurnOn(plan, desired, observed, context, items, added);
        wanted.UnionWith(added);
        Settle(plan, desired, observed, context.Ownership, items, wanted, added);
        return plan.Close();
    }

    public static SqlPlan Delete(RoleMembership state, RoleMembershipObservation observed, SqlOwnership ownership)
    {
        var plan = new SqlPlan();
        var items = new MembershipItems(state, observed, ownership);
        Settle(plan, state, observed, ownership, items, new HashSet<Owned>(), []);
        return plan;
    }

    public static RoleMembership PredictState(
        RoleMembership desired,
        RoleMembership? current,
        RoleMembershipObservation? observed,
        SqlPlan plan
    ) => desired with { Granted = plan.Owned };

    public static RoleMembership? ReadState(RoleMembership known, RoleMembershipObservation observed, SqlOwnership? ownership)
    {
        if (observed.Grants.Count == 0)
        {
            return null;
        }

        if (ownership is not null)
        {
            var items = new MembershipItems(known, observed, ownership);
            return known with
            {
                Admin = known.Admin is null ? null : observed.Has(Admin),
                Inherit = known.Inherit is null ? null : observed.Has(Inherit),
                Set = known.Set is null ? null : observed.Has(Set),
                Granted = [.. ownership.Own.Where(items.IsLive)],
            };
        }

        var found = known with
        {
            Admin = observed.Has(Admin),
            Inherit = observed.IsByGrantor ? observed.Has(Inherit) : null,
            Set = observed.IsByGrantor ? observed.Has(Set) : null,
        };
        var own = new MembershipItems(known, observed, null);
        return found with
        {
            Granted =
            [
                .. observed
                    .Grants.Where(g => !observed.IsByGrantor || g.Grantor == observed.Roles.Grantor)
                    .SelectMany(g => Asked(found).Where(o => g.Gives(o.Word) == o.Value).Select(o => own.Of(o, g)).Prepend(own.Of(g)))
                    .Order(),
            ],
        };
    }

    public static IEnumerable<Diagnostic> Verify(RoleMembership desired, RoleMembershipObservation observed, SqlPlan plan)
    {
        if (observed.Grants.Count == 0)
        {
            yield return RoleMembershipFaults.NotMade(desired);
            yield break;
        }

        foreach (var (word, value) in Asked(desired).Where(o => observed.Has(o.Word) != o.Value))
        {
            yield return RoleMembershipFaults.NotSet(desired, word, value);
        }
    }

    /// <summary>The statement that makes the membership; what a new one lacks anyway is not said.</summary>
    public static string Anew(RoleMembership desired, string? by = null) => Anew(desired, Asked(desired), by);

    private static string Anew(RoleMembership desired, IEnumerable<(string Word, bool Value)> options, string? by) =>
        Statements.GrantRole(desired.Role, desired.Member, [.. options.Where(static o => o != (Admin, false))], by);

    private static void TurnOff(
        SqlPlan plan,
        RoleMembership desired,
        RoleMembershipObservation observed,
        SqlOwnership ownership,
        MembershipItems items,
        List<Owned> added
    )
    {
        foreach (var option in Asked(desired).Where(static o => !o.Value))
        {
            foreach (var grant in observed.Grants.Where(g => g.Gives(option.Word)))
            {
                var given = items.Of((option.Word, true), grant);
                if (ownership.IsShared(given))
                {
                    plan.Failures.Add(RoleMembershipFaults.Contradicts(option, ownership.HolderOf(given)));
                }
                else if (!items.IsListed(grant) && !ownership.Own.Contains(given))
                {
                    plan.Failures.Add(RoleMembershipFaults.OfOthers(desired, option.Word, grant, observed));
                }
                else if (RoleMembershipFaults.MayNotRevoke(desired, grant, option.Word, observed) is { } fault)
                {
                    plan.Failures.Add(fault);
                }
                else
                {
                    plan.Statements.Add(Statements.RevokeRole(desired.Role, desired.Member, option.Word, items.By(grant.Grantor)));
                    added.Add(items.Of(option, grant));
                }
            }
        }
    }

    private static void TurnOn(
        SqlPlan plan,
        RoleMembership desired,
        RoleMembershipObservation observed,
        PlanContext context,
        MembershipItems items,
        List<Owned> added
    )
    {
        var lacking = Asked(desired).Where(o => o.Value && !observed.Has(o.Word)).ToList();
        if (observed.Grants.Count > 0 && lacking.Count == 0)
        {
            return;
        }

        // Who makes the role elsewhere may grant it, and nobody knows yet who that is.
        var isUnknown = !observed.Roles.RoleExists && !context.RolesToBeCreated.Contains(desired.Role);
        if (!isUnknown && RoleMembershipFaults.MayNotGrant(desired, lacking, observed) is { } fault)
        {
            plan.Failures.Add(fault);
            return;
        }

        var mine = observed.Roles.Grantor;
        var grant =
            observed.Grants.FirstOrDefault(g => g.MayActAs && items.IsOwn(g))
            ?? observed.Grants.FirstOrDefault(g => !observed.IsByGrantor || g.Grantor == mine);
        if (grant is null)
        {
            // What the grants of others give already is not given again.
            var options = Asked(desired).Where(o => !o.Value || lacking.Contains(o)).ToList();
            plan.Statements.Add(Anew(desired, options, items.By(mine)));
            added.Add(items.Of(mine));
            added.AddRange(options.Select(o => items.Of(o, mine)));
            return;
        }

        foreach (var option in lacking)
        {
            var withheld = items.Of((option.Word, false), grant);
            if (context.Ownership.IsShared(withheld))
            {
                plan.Failures.Add(RoleMembershipFaults.Contradicts(option, context.Ownership.HolderOf(withheld)));
            }
        }

        plan.Statements.Add(Statements.GrantRole(desired.Role, desired.Member, lacking, items.By(grant.Grantor)));
        added.AddRange(lacking.Select(o => items.Of(o, grant)));
    }

    private static void Settle(
        SqlPlan plan,
        RoleMembership shape,
        RoleMembershipObservation observed,
        SqlOwnership ownership,
        MembershipItems items,
        HashSet<Owned> wanted,
        List<Owned> added
    )
    {
        bool Goes(MembershipGrant grant) => !wanted.Contains(items.Of(grant)) && items.IsOwn(grant) && !ownership.IsShared(items.Of(grant));
        // What is asked for otherwise, and what is as it is left, has nothing to be taken back.
        bool IsLive(Owned item) =>
            items.IsLive(item)
            && (
                item.Kind != OwnedKind.MembershipOption
                || wanted.Contains(item)
                || (
                    items.GrantOf(item) is { } grant
                    && (
                        Goes(grant)
                        || (
                            !wanted.Contains(items.Of((item.Privilege!, !item.Value), grant))
                            && items.Left(item.Privilege!, grant) != item.Value
                        )
                    )
                )
            );
        plan.Settle(
            ownership,
            wanted,
            added,
            IsLive,
            item =>
                item.Kind == OwnedKind.MembershipOption && Goes(items.GrantOf(item)!)
                    ? null
                    : RoleMembershipFaults.MayNotRevoke(shape, items.GrantOf(item)!, item.Privilege, observed),
            revoked =>
                from item in revoked
                let grant = items.GrantOf(item)!
                let grantor = items.By(grant.Grantor)
                where item.Kind == OwnedKind.Membership || !Goes(grant)
                select item.Kind == OwnedKind.Membership ? Statements.RevokeRole(shape.Role, shape.Member, null, grantor)
                : item.Value ? Statements.RevokeRole(shape.Role, shape.Member, item.Privilege, grantor)
                : Statements.GrantRole(shape.Role, shape.Member, [(item.Privilege!, true)], grantor)
        );
    }
}
