using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.ReplicaIdentity;

/// <summary>From the replica identities of a table or its partitions to the one that they should have, and back.</summary>
internal sealed class ReplicaIdentityPlan : ISqlPlan<ReplicaIdentity, ReplicaIdentityObservation>
{
    // Places in the list of identities that the publications are asked about; what was there before comes behind them.
    private const int AsItIs = 0;
    private const int AsDesired = 1;
    private const int SetToDefault = 2;
    private const string Default = "DEFAULT";
    private const int Shown = 5;

    public static string AccountOf(ReplicaIdentity shape) => shape.Table.ToString();

    public static IReadOnlyList<Owned>? OwnedBy(ReplicaIdentity state) => state.Held;

    /// <summary>The keyword of a desired identity.</summary>
    public static string KeywordOf(ReplicaIdentity shape) => (shape.Identity ?? ReplicaIdentityKind.Full).ToString().ToUpperInvariant();

    /// <summary>The identities that the publications are asked about.</summary>
    public static IReadOnlyList<PlannedIdentity> Asked(ReplicaIdentity desired, ReplicaIdentity? current) =>
        [
            new(desired.Table, null, null),
            new(desired.Table, LetterOf(KeywordOf(desired)), desired.Index),
            new(desired.Table, LetterOf(Default), null),
            .. FormerOf(current?.Held).Select(static o => new PlannedIdentity(o.Name, LetterOf(o.Privilege!), o.Holder)),
        ];

    public static SqlPlan Plan(ReplicaIdentity desired, ReplicaIdentity? current, ReplicaIdentityObservation? observed, PlanContext context)
    {
        var plan = new SqlPlan();
        if (observed is null || (!observed.Table.Exists && IsMadeByOthers(desired, context)))
        {
            plan.Statements.Add(Statement(desired.Table, KeywordOf(desired), desired.Index));
            plan.Owned = context.Ownership.Own;
            return plan;
        }

        if (NoTable(observed.Table) is { } missing)
        {
            plan.Failures.Add(missing);
            return plan.Close();
        }

        var own = context.Ownership.Own;
        var wanted = FormerOf(own).ToHashSet();
        var added = new List<Owned>();
        foreach (var leaf in observed.Leaves)
        {
            var item = Owned.Identity(leaf.Leaf, KeywordOf(desired), NameIn(leaf, desired));
            wanted.Add(item);
            if (IsAsDesired(leaf, desired))
            {
                continue;
            }

            plan.Failures.AddRange(Hindrances(desired, leaf, observed.Server, context.Ownership));
            plan.Statements.Add(Statement(leaf.Leaf, item.Privilege!, item.Holder));
            added.Add(item);
            if (KeywordOf(leaf) != Default && !own.Any(o => o.Name == leaf.Leaf))
            {
                added.Add(LiveOf(leaf, isFormer: true));
            }
        }

        if (plan.Failures.Count == 0)
        {
            plan.Failures.AddRange(Refusals(desired, observed, AsDesired));
        }

        plan.Settle(
            context.Ownership,
            wanted.Concat(added).ToHashSet(),
            added,
            item => wanted.Contains(item) && IsLive(item, observed),
            static _ => null,
            static _ => []
        );
        return plan.Close();
    }

    public static SqlPlan Delete(ReplicaIdentity state, ReplicaIdentityObservation observed, SqlOwnership ownership)
    {
        var plan = new SqlPlan();
        var former = FormerOf(ownership.Own).GroupBy(static o => o.Name).ToDictionary(static g => g.Key, static g => g.First());
        var needed = observed
            .Leaves.Where(l => IsNeeded(l.Leaf, former.GetValueOrDefault(l.Leaf), state, observed))
            .Select(static l => l.Leaf)
            .ToHashSet();
        plan.Staying.AddRange(
            from item in ownership.Own
            where item.Kind == OwnedKind.Identity && IsLive(item, observed) && needed.Contains(item.Name)
            select $"{item} stays: it is published, and without it UPDATE and DELETE on it would be refused."
        );
        plan.Settle(
            ownership,
            new HashSet<Owned>(),
            [],
            item => item.Kind == OwnedKind.Identity && IsLive(item, observed) && !needed.Contains(item.Name),
            item =>
                observed.Leaves.First(l => l.Leaf == item.Name) is { MayAlter: false } leaf
                    ? MayNot(leaf, Back(leaf, former.GetValueOrDefault(leaf.Leaf)))
                    : null,
            items => items.Select(i => observed.Leaves.First(l => l.Leaf == i.Name)).Select(l => Back(l, former.GetValueOrDefault(l.Leaf)))
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
        if (NoTable(observed.Table) is not null)
        {
            return null;
        }

        var isImport = ownership is null;
        var other = observed.Leaves.FirstOrDefault(l => isImport || !IsAsDesired(l, known));
        var actual = other is null ? known : known with { Identity = KindOf(other), Index = other.Index };
        return actual with
        {
            Held = isImport
                ? [.. observed.Leaves.Where(l => IsAsDesired(l, actual)).Select(static l => LiveOf(l, isFormer: false)).Order()]
                : [.. ownership!.Own.Where(o => IsLive(o, observed) || o.Kind == OwnedKind.FormerIdentity)],
        };
    }

    public static IEnumerable<Diagnostic> Verify(ReplicaIdentity desired, ReplicaIdentityObservation observed) =>
        from leaf in observed.Leaves
        where !IsAsDesired(leaf, desired)
        select new Diagnostic(
            PostgresDiagnostics.NotVerified,
            nameof(desired.Identity),
            $"The replica identity of {leaf.Leaf} is {KeywordOf(leaf)} after it was set to {KeywordOf(desired)}. Everything was rolled "
                + "back."
        )
        {
            Fix = "Run it again; an event trigger of the database may have set it back.",
            Kind = FailureKind.Failed,
        };

    public static IEnumerable<Diagnostic> Broken(
        ReplicaIdentity desired,
        ReplicaIdentityObservation before,
        ReplicaIdentityObservation after
    ) => Refusals(desired, after with { Refused = [.. Of(before, AsItIs), .. Of(after, AsDesired)] }, AsDesired);

    private static bool IsMadeByOthers(ReplicaIdentity desired, PlanContext context) =>
        context.UnknownTablesMayBeCreated || context.TablesToBeCreated.Contains(desired.Table);

    private static Diagnostic? NoTable(TableFacts table) =>
        !table.SchemaExists ? SqlRoles.UnknownSchema(nameof(ReplicaIdentity.Table), table.Name.Schema)
        : !table.Exists
            ? new(
                PostgresDiagnostics.UnknownTable,
                nameof(ReplicaIdentity.Table),
                $"The table {table.Name} does not exist"
                    + $"{(table.Similar.Count == 0 ? "" : $"; there is {TextList.And(table.Similar, Shown)}, and names keep their case")}."
            )
            {
                Fix = table.Similar.Count == 0 ? "Create the table first." : $"Table = \"{table.Similar[0]}\"",
                Kind = FailureKind.NotFound,
            }
        : table.Kind is not (RelationKind.Table or RelationKind.PartitionedTable)
            ? new(PostgresDiagnostics.NotPublishable, nameof(ReplicaIdentity.Table), $"{table.Name} {table.Unpublishable}.")
            {
                Fix = "Name the table behind it.",
            }
        : null;

    private static IEnumerable<Diagnostic> Hindrances(
        ReplicaIdentity desired,
        ReplicaIdentityFacts leaf,
        ServerFacts server,
        SqlOwnership ownership
    )
    {
        var live = LiveOf(leaf, isFormer: false);
        if (ownership.IsShared(live))
        {
            yield return new(
                PostgresDiagnostics.Contradiction,
                nameof(desired.Identity),
                $"{ownership.HolderOf(live)} has set the replica identity of {leaf.Leaf} to {KeywordOf(leaf)}, and a table has one."
            )
            {
                Fix =
                    $"Identity = ReplicaIdentityKind.{KindOf(leaf)}"
                    + $"{(leaf.Index is { } index ? $", Index = \"{index}\"" : "")}   // or change it there",
            };
        }

        if (desired.Identity == ReplicaIdentityKind.Index && leaf is { Unfit: not null } or { Asked: null } && desired.Index is { } named)
        {
            yield return new(
                PostgresDiagnostics.UnfitIndex,
                nameof(desired.Index),
                leaf.Asked is null
                    ? $"{leaf.Leaf} has no index {Identifier.Bare(named)}{(desired.Table == leaf.Leaf ? "" : $" of {desired.Table}")}."
                    : $"The index {Identifier.Bare(leaf.Asked)} of {leaf.Leaf} {leaf.Unfit}, and no replica identity then."
            )
            {
                Fix =
                    leaf.Fit is [var fit, ..] && desired.Table == leaf.Leaf
                        ? $"Index = \"{fit}\""
                        : $"CREATE UNIQUE INDEX ON {desired.Table.Sql} (…);   -- of columns that are NOT NULL",
            };
        }

        if (!leaf.MayAlter)
        {
            yield return MayNot(leaf, Statement(leaf.Leaf, KeywordOf(desired), NameIn(leaf, desired)), server);
        }
    }

    private static Diagnostic MayNot(ReplicaIdentityFacts leaf, string statement, ServerFacts? server = null) =>
        new(
            PostgresDiagnostics.NotAllowed,
            nameof(ReplicaIdentity.Table),
            $"The connecting role{(server is null ? "" : $" {server.CurrentUser}")} does not own {leaf.Leaf} (owner {leaf.Owner}), and "
                + "only an owner may set its replica identity."
        )
        {
            Fix = SqlRoles.AsOwner(leaf.Owner, statement),
            Kind = FailureKind.Failed,
        };

    // What is refused already is not the work of this resource.
    private static IEnumerable<Diagnostic> Refusals(ReplicaIdentity desired, ReplicaIdentityObservation observed, int asked)
    {
        var already = Of(observed, AsItIs).Select(static r => (r.Publication, r.Fault.Leaf)).ToHashSet();
        return from refused in Of(observed, asked)
            where !already.Contains((refused.Publication, refused.Fault.Leaf))
            group refused by refused.Publication into g
            let faults = g.Select(static r => r.Fault).ToList()
            select new Diagnostic(
                PostgresDiagnostics.Keyless,
                nameof(desired.Identity),
                $"With the replica identity {KeywordOf(desired)}, {Reasons(faults)}; the publication {Identifier.Bare(g.Key)} publishes "
                    + "it, and the application's own UPDATE and DELETE would fail with "
                    + $"{TextList.And([.. faults.Select(static f => f.SqlState).Distinct()], Shown)}."
            )
            {
                Fix = Remedy(desired, g.Key, faults),
            };
    }

    private static string Reasons(IReadOnlyList<IdentityFault> faults) =>
        TextList.And([.. faults.Select(static f => $"{f.Leaf} {IdentityRepair.Reason(f)}")], Shown);

    private static string Remedy(ReplicaIdentity desired, string publication, IReadOnlyList<IdentityFault> faults)
    {
        if (faults.All(static f => f.FullCounts))
        {
            return "Identity = ReplicaIdentityKind.Full";
        }

        // In one transaction, or a capture that meets the gap loses changes.
        return faults.Any(static f => f.Kind is IdentityFaultKind.ColumnList or IdentityFaultKind.RowFilter)
            ? $"BEGIN;\n{Statements.DropTables(publication, [desired.Table])};\n"
                + $"{Statements.AddTables(publication, [new(desired.Table)])};\nCOMMIT;   -- the whole table"
            : IdentityRepair.Sql(faults);
    }

    private static bool IsNeeded(TableName leaf, Owned? former, ReplicaIdentity state, ReplicaIdentityObservation observed)
    {
        var asked = former is null ? SetToDefault : SetToDefault + 1 + FormerOf(state.Held).ToList().IndexOf(former);
        return Of(observed, asked).Any(r => r.Fault.Leaf == leaf) && !Of(observed, AsItIs).Any(r => r.Fault.Leaf == leaf);
    }

    private static IEnumerable<PublishedFault> Of(ReplicaIdentityObservation observed, int asked) =>
        observed.Refused.Where(r => r.Asked == asked);

    private static IEnumerable<Owned> FormerOf(IEnumerable<Owned>? owned) =>
        (owned ?? []).Where(static o => o.Kind == OwnedKind.FormerIdentity);

    private static bool IsLive(Owned item, ReplicaIdentityObservation observed) =>
        observed.Leaves.Any(l => LiveOf(l, isFormer: false) == item);

    private static bool IsAsDesired(ReplicaIdentityFacts leaf, ReplicaIdentity desired) =>
        KeywordOf(leaf) == KeywordOf(desired) && (desired.Index is null || leaf.Index == NameIn(leaf, desired));

    // An index that was dropped has no name any more.
    private static Owned LiveOf(ReplicaIdentityFacts leaf, bool isFormer) =>
        Owned.Identity(leaf.Leaf, KeywordOf(leaf), leaf.Index, isFormer);

    private static string? NameIn(ReplicaIdentityFacts leaf, ReplicaIdentity desired) =>
        desired.Index is null ? null : leaf.Asked ?? desired.Index;

    private static string Back(ReplicaIdentityFacts leaf, Owned? former) =>
        former is null || (former.Holder is { } index && !leaf.Fit.Contains(index))
            ? Statement(leaf.Leaf, Default, null)
            : Statement(leaf.Leaf, former.Privilege!, former.Holder);

    private static string Statement(TableName table, string keyword, string? index) =>
        Statements.SetIdentity(table, index is null && keyword == "INDEX" ? 'd' : LetterOf(keyword), index);

    private static ReplicaIdentityKind KindOf(ReplicaIdentityFacts leaf) =>
        Enum.Parse<ReplicaIdentityKind>(KeywordOf(leaf), ignoreCase: true);

    private static string KeywordOf(ReplicaIdentityFacts leaf) =>
        leaf.Kind switch
        {
            'f' => "FULL",
            'i' => "INDEX",
            'n' => "NOTHING",
            _ => Default,
        };

    private static char LetterOf(string keyword) => char.ToLowerInvariant(keyword[0]);
}
