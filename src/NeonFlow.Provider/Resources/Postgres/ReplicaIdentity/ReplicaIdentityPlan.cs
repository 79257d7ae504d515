using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Postgres.ReplicaIdentity;

/// <summary>From the replica identities of a table or its partitions to the one that they should have, and back.</summary>
internal sealed class ReplicaIdentityPlan : ISqlPlan<ReplicaIdentity, ReplicaIdentityObservation>
{
    // Places in the list of identities that the publications are asked about; what was there before comes behind them.
    private const int AsItIs = 0;
    private const int AsDesired = 1;
    private const int SetToDefault = 2;

    public static SqlSubject SubjectOf(ReplicaIdentity shape) => new(shape.Table.ToString()) { Table = shape.Table };

    public static ReplicaIdentity Under(ReplicaIdentity state, SqlSubject? now, IReadOnlyList<Owned> own) =>
        now?.Table is { } table ? state with { Table = table, Held = own } : state;

    public static IReadOnlyList<Owned>? OwnedBy(ReplicaIdentity state) => state.Held;

    /// <summary>The identities that the publications are asked about.</summary>
    public static IReadOnlyList<PlannedIdentity> Asked(ReplicaIdentity desired, ReplicaIdentity? current) =>
        [
            new(desired.Table, null, null),
            new(desired.Table, KindOf(desired).Letter(), desired.Index),
            new(desired.Table, ReplicaIdentityKind.Default.Letter(), null),
            .. FormerOf(current?.Held)
                .Select(static o => new PlannedIdentity(o.Name, ReplicaIdentityWords.KindOf(o.Privilege!).Letter(), o.Holder)),
        ];

    public static SqlPlan Plan(ReplicaIdentity desired, ReplicaIdentity? current, ReplicaIdentityObservation? observed, PlanContext context)
    {
        var plan = new SqlPlan();
        if (observed is null || (!observed.Table.Exists && IsMadeByOthers(desired, context)))
        {
            plan.Statements.Add(Statements.SetIdentity(desired.Table, KindOf(desired).Letter(), desired.Index));
            plan.Owned = context.Ownership.Own;
            return plan;
        }

        context.Rename?.Into(plan);
        if (ReplicaIdentityFaults.NoTable(observed.Table, context.Ownership.CalledNow?.Table) is { } missing)
        {
            plan.Failures.Add(missing);
            return plan.Close();
        }

        var live = LiveIn(observed);
        var leaves = observed.Leaves.Select(static l => l.Leaf).ToHashSet();
        // Whoever of two goes last sets back what was there before the first of them came.
        var wanted = FormerOf(context.Ownership.Own.Concat(context.Ownership.OfOthers)).Where(o => leaves.Contains(o.Name)).ToHashSet();
        var known = context.Ownership.Own.Concat(wanted).Select(static o => o.Name).ToHashSet();
        var added = new List<Owned>();
        foreach (var leaf in observed.Leaves)
        {
            var item = Owned.Identity(leaf.Leaf, KindOf(desired).Keyword(), NameIn(leaf, desired));
            wanted.Add(item);
            if (IsAsDesired(leaf, desired))
            {
                continue;
            }

            plan.Failures.AddRange(ReplicaIdentityFaults.Hindrances(desired, leaf, observed.Server, context.Ownership));
            plan.Statements.Add(Statements.SetIdentity(leaf.Leaf, KindOf(desired).Letter(), item.Holder));
            added.Add(item);
            if (KindOf(leaf) != ReplicaIdentityKind.Default && !known.Contains(leaf.Leaf))
            {
                added.Add(LiveOf(leaf, isFormer: true));
            }
        }

        if (plan.Failures.Count == 0)
        {
            plan.Failures.AddRange(ReplicaIdentityFaults.Refusals(desired, Of(observed, AsItIs), Of(observed, AsDesired)));
        }

        plan.Settle(
            context.Ownership,
            wanted.Concat(added).ToHashSet(),
            added,
            item => wanted.Contains(item) && (item.Kind == OwnedKind.FormerIdentity || live.Contains(item)),
            static _ => null,
            static _ => []
        );
        return plan.Close();
    }

    public static SqlPlan Delete(ReplicaIdentity state, ReplicaIdentityObservation observed, SqlOwnership ownership)
    {
        var plan = new SqlPlan();
        var leaves = observed.Leaves.ToDictionary(static l => l.Leaf);
        var former = FormerOf(ownership.Own).ToLookup(static o => o.Name);
        var before = observed.Leaves.ToDictionary(static l => l.Leaf, l => BeforeOf(l, former[l.Leaf]));
        var needed = Needed(before, state, observed);
        foreach (var item in ownership.Own.Where(static o => o.Kind == OwnedKind.Identity))
        {
            if (!leaves.TryGetValue(item.Name, out var leaf))
            {
                plan.Staying.Add($"{item} stays: it is no partition of {state.Table} any more.");
            }
            else if (LiveOf(leaf) == item && needed.Contains(leaf.Leaf))
            {
                plan.Staying.Add($"{item} stays: it is published, and without it UPDATE and DELETE on it would be refused.");
            }
        }

        plan.Settle(
            ownership,
            new HashSet<Owned>(),
            [],
            // What is as it was before has nothing to be set back.
            item =>
                item.Kind == OwnedKind.Identity
                && leaves.TryGetValue(item.Name, out var leaf)
                && LiveOf(leaf) == item
                && before[leaf.Leaf] != item
                && !needed.Contains(leaf.Leaf),
            item =>
                leaves[item.Name].MayAlter
                    ? null
                    : ReplicaIdentityFaults.MayNot(leaves[item.Name], Back(before[item.Name]), observed.Server),
            items => items.Select(i => Back(before[i.Name]))
        );
        return plan;
    }

    public static ReplicaIdentity PredictState(
        ReplicaIdentity desired,
        ReplicaIdentity? current,
        ReplicaIdentityObservation? observed,
        SqlPlan plan
    ) => desired with { Held = plan.Owned };

    public static ReplicaIdentity? ReadState(ReplicaIdentity known, ReplicaIdentityObservation observed, SqlOwnership? ownership)
    {
        if (ReplicaIdentityFaults.NoTable(observed.Table) is not null)
        {
            return null;
        }

        var (isImport, live) = (ownership is null, LiveIn(observed));
        var other = observed.Leaves.FirstOrDefault(l => isImport || !IsAsDesired(l, known));
        var actual = other is null ? known : known with { Identity = KindOf(other), Index = other.Index };
        return actual with
        {
            Held = isImport
                ? [.. observed.Leaves.Where(l => IsAsDesired(l, actual)).Select(static l => LiveOf(l)).Order()]
                : [.. ownership!.Own.Where(o => live.Contains(o) || o.Kind == OwnedKind.FormerIdentity)],
        };
    }

    public static IEnumerable<Diagnostic> Verify(ReplicaIdentity desired, ReplicaIdentityObservation observed, SqlPlan plan) =>
        observed.Leaves.Where(l => !IsAsDesired(l, desired)).Select(l => ReplicaIdentityFaults.NotSet(desired, l));

    public static IEnumerable<Diagnostic> Broken(
        ReplicaIdentity desired,
        ReplicaIdentityObservation before,
        ReplicaIdentityObservation after
    ) => ReplicaIdentityFaults.Refusals(desired, Of(before, AsItIs), Of(after, AsDesired));

    /// <summary>The identity that is desired.</summary>
    public static ReplicaIdentityKind KindOf(ReplicaIdentity shape) => shape.Identity ?? ReplicaIdentityKind.Full;

    /// <summary>The identity that a table or partition has.</summary>
    public static ReplicaIdentityKind KindOf(ReplicaIdentityFacts leaf) => ReplicaIdentityWords.KindOf(leaf.Kind);

    /// <summary>The identity of a table or partition as an account lists it; an index that was dropped has no name any more.</summary>
    public static Owned LiveOf(ReplicaIdentityFacts leaf, bool isFormer = false) =>
        Owned.Identity(leaf.Leaf, KindOf(leaf).Keyword(), leaf.Index, isFormer);

    /// <summary>The name that the desired index has on a table or partition.</summary>
    public static string? NameIn(ReplicaIdentityFacts leaf, ReplicaIdentity desired) =>
        desired.Index is null ? null : leaf.Asked ?? desired.Index;

    private static bool IsMadeByOthers(ReplicaIdentity desired, PlanContext context) =>
        context.UnknownTablesMayBeCreated || context.TablesToBeCreated.Contains(desired.Table);

    // Partitions on which UPDATE and DELETE are accepted, and would not be once they are set back.
    private static HashSet<TableName> Needed(
        IReadOnlyDictionary<TableName, Owned> before,
        ReplicaIdentity state,
        ReplicaIdentityObservation observed
    )
    {
        List<Owned> asked = [.. FormerOf(state.Held).Select(AsLive)];
        var refused = observed.Refused.ToLookup(static r => r.Asked, static r => r.Fault.Leaf);
        var needed = refused
            .Where(static g => g.Key >= SetToDefault)
            .SelectMany(static g => g.Select(leaf => (Leaf: leaf, g.Key)))
            .Where(r => before.TryGetValue(r.Leaf, out var then) && SetToDefault + 1 + asked.IndexOf(then) == r.Key)
            .Select(static r => r.Leaf)
            .ToHashSet();
        needed.ExceptWith(refused[AsItIs]);
        return needed;
    }

    // The default, too, where the index that it was is gone.
    private static Owned BeforeOf(ReplicaIdentityFacts leaf, IEnumerable<Owned> former) =>
        former.FirstOrDefault() is { } then
        && (then.Holder is null ? then.Privilege != ReplicaIdentityKind.Index.Keyword() : leaf.Fit.Contains(then.Holder))
            ? AsLive(then)
            : Owned.Identity(leaf.Leaf, ReplicaIdentityKind.Default.Keyword(), null);

    private static Owned AsLive(Owned former) => Owned.Identity(former.Name, former.Privilege!, former.Holder);

    private static string Back(Owned before) =>
        Statements.SetIdentity(before.Name, ReplicaIdentityWords.KindOf(before.Privilege!).Letter(), before.Holder);

    private static IReadOnlyList<PublishedFault> Of(ReplicaIdentityObservation observed, int asked) =>
        [.. observed.Refused.Where(r => r.Asked == asked)];

    private static IEnumerable<Owned> FormerOf(IEnumerable<Owned>? owned) =>
        (owned ?? []).Where(static o => o.Kind == OwnedKind.FormerIdentity);

    private static HashSet<Owned> LiveIn(ReplicaIdentityObservation observed) => [.. observed.Leaves.Select(static l => LiveOf(l))];

    private static bool IsAsDesired(ReplicaIdentityFacts leaf, ReplicaIdentity desired) =>
        KindOf(leaf) == KindOf(desired) && (desired.Index is null || leaf.Index == NameIn(leaf, desired));
}
