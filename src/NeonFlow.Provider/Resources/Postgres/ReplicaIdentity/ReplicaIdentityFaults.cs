using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.ReplicaIdentity;

/// <summary>What keeps a replica identity from being as desired, or the application from working once it is.</summary>
internal static class ReplicaIdentityFaults
{
    private const int Shown = 5;

    /// <summary>That there is no such table; null where there is one.</summary>
    /// <param name="table">The table.</param>
    /// <param name="now">What the table that had that name is called today; null where nobody renamed it.</param>
    public static Diagnostic? NoTable(TableFacts table, TableName? now = null) =>
        !table.Exists ? MissingTable.Of(table, nameof(ReplicaIdentity.Table), "Create the table first.", now)
        : table.Kind is RelationKind.Table or RelationKind.PartitionedTable ? null
        : new(PostgresDiagnostics.NotPublishable, nameof(ReplicaIdentity.Table), $"{table.Name} {table.Unpublishable}.")
        {
            Fix = "Name the table behind it.",
        };

    /// <summary>Why the identity of a table or partition cannot be set.</summary>
    public static IEnumerable<Diagnostic> Hindrances(
        ReplicaIdentity desired,
        ReplicaIdentityFacts leaf,
        ServerFacts server,
        SqlOwnership ownership
    )
    {
        var (now, live) = (ReplicaIdentityPlan.KindOf(leaf), ReplicaIdentityPlan.LiveOf(leaf));
        if (ownership.IsShared(live))
        {
            yield return new(
                PostgresDiagnostics.Contradiction,
                nameof(desired.Identity),
                $"{ownership.HolderOf(live)} has set the replica identity of {leaf.Leaf} to {now.Keyword()}, and a table has one."
            )
            {
                Fix = $"{Say(desired, now, leaf.Index)}   // or change it there",
            };
        }

        if (desired.Index is { } named && (leaf.Asked is null || leaf.Unfit is not null))
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
                    Fitting(desired, leaf) is { } fit && desired.Table == leaf.Leaf
                        ? Say(desired, ReplicaIdentityKind.Index, fit)
                        : Say(desired, ReplicaIdentityKind.Full, null),
            };
        }

        if (!leaf.MayAlter)
        {
            var statement = Statements.SetIdentity(
                leaf.Leaf,
                ReplicaIdentityPlan.KindOf(desired).Letter(),
                ReplicaIdentityPlan.NameIn(leaf, desired)
            );
            yield return MayNot(leaf, statement, server);
        }
    }

    /// <summary>That the connecting role may not set it.</summary>
    public static Diagnostic MayNot(ReplicaIdentityFacts leaf, string statement, ServerFacts server) =>
        new(
            PostgresDiagnostics.NotAllowed,
            nameof(ReplicaIdentity.Table),
            $"The connecting role {server.CurrentUser} does not own {leaf.Leaf} (owner {leaf.Owner}), and only an owner may set its "
                + "replica identity."
        )
        {
            Fix = SqlRoles.AsOwner(leaf.Owner, statement),
            Kind = FailureKind.Failed,
        };

    /// <summary>What publications would refuse; what they refuse already is not the work of this resource.</summary>
    public static IEnumerable<Diagnostic> Refusals(
        ReplicaIdentity desired,
        IReadOnlyList<PublishedFault> now,
        IReadOnlyList<PublishedFault> then
    )
    {
        var already = now.Select(static r => (r.Publication, r.Fault.Leaf)).ToHashSet();
        return from refused in then
            where !already.Contains((refused.Publication, refused.Fault.Leaf))
            group refused by refused.Publication into g
            let faults = g.ToList()
            select new Diagnostic(
                PostgresDiagnostics.Keyless,
                nameof(desired.Identity),
                $"With the replica identity {ReplicaIdentityPlan.KindOf(desired).Keyword()}, {Reasons(faults)}; the publication "
                    + $"{Identifier.Bare(g.Key)} publishes it, and the application's own UPDATE and DELETE would fail with "
                    + $"{TextList.And([.. faults.Select(static f => f.Fault.SqlState).Distinct()], Shown)}."
            )
            {
                Fix = Remedy(desired, faults),
            };
    }

    /// <summary>That something set it back at once.</summary>
    public static Diagnostic NotSet(ReplicaIdentity desired, ReplicaIdentityFacts leaf) =>
        new(
            PostgresDiagnostics.NotVerified,
            nameof(desired.Identity),
            $"The replica identity of {leaf.Leaf} is {ReplicaIdentityPlan.KindOf(leaf).Keyword()} after it was set to "
                + $"{ReplicaIdentityPlan.KindOf(desired).Keyword()}. Everything was rolled back."
        )
        {
            Fix = "Run it again; an event trigger of the database may have set it back.",
            Kind = FailureKind.Failed,
        };

    // The one that is meant, but for its case; else the one in force, before any other.
    private static string? Fitting(ReplicaIdentity desired, ReplicaIdentityFacts leaf) =>
        leaf.Fit.FirstOrDefault(f => string.Equals(f, desired.Index, StringComparison.OrdinalIgnoreCase))
        ?? leaf.Fit.FirstOrDefault(f => f == leaf.Index)
        ?? leaf.Fit.FirstOrDefault();

    private static string Reasons(IReadOnlyList<PublishedFault> faults) =>
        TextList.And([.. faults.Select(static f => $"{f.Fault.Leaf} {IdentityRepair.Reason(f.Fault)}")], Shown);

    private static string Remedy(ReplicaIdentity desired, IReadOnlyList<PublishedFault> faults)
    {
        if (faults.All(static f => f.Fault.FullCounts))
        {
            return Say(desired, ReplicaIdentityKind.Full, null);
        }

        var narrow = faults.Where(static f => f.Fault.Kind is IdentityFaultKind.ColumnList or IdentityFaultKind.RowFilter).ToList();
        if (narrow.Count == 0)
        {
            return IdentityRepair.Sql(faults.Select(static f => f.Fault));
        }

        // In one transaction, or a capture that meets the gap loses changes.
        IReadOnlyList<TableName> entries = [.. narrow.Select(static f => f.Entry).Distinct()];
        return $"BEGIN;\n{Statements.DropTables(narrow[0].Publication, entries)};\n"
            + $"{Statements.AddTables(narrow[0].Publication, entries.Select(static e => new PublishedTable(e)))};\n"
            + "COMMIT;   -- the whole table";
    }

    private static string Say(ReplicaIdentity desired, ReplicaIdentityKind kind, string? index) =>
        $"Identity = ReplicaIdentityKind.{kind}"
        + (
            index is not null ? $", Index = \"{index}\""
            : desired.Index is null ? ""
            : "   // and no Index"
        );
}
