using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What the replica identities that a program sets change about the verdict on its tables.</summary>
internal static class PlannedIdentities
{
    /// <summary>The faults of a table once they are set: those that are left, or the one that comes.</summary>
    public static IReadOnlyList<IdentityFault> After(TableFacts table, IEnumerable<ISetsIdentity> planned)
    {
        IReadOnlyList<ISetsIdentity> all = [.. planned];
        return
            table is { Kind: RelationKind.Table, Unpublishable: null } && Of(table.Name, all) is { } own && Coming(table, own) is { } fault
            ? [fault]
            : Left(table.IdentityFaults, all);
    }

    /// <summary>The faults that are left once they are set.</summary>
    public static IReadOnlyList<IdentityFault> Left(IReadOnlyList<IdentityFault> faults, IReadOnlyList<ISetsIdentity> planned) =>
        planned.Count == 0 ? faults : [.. faults.Where(f => !planned.Any(p => Mends(p, f)))];

    /// <summary>The identity that the program gives to a table; null where it gives none.</summary>
    public static ISetsIdentity? Of(TableName table, IEnumerable<ISetsIdentity> planned) => planned.LastOrDefault(p => p.Table == table);

    /// <summary>What puts the faults of a table right: where the program sets its identity, the program.</summary>
    public static string Fix(TableFacts table, IEnumerable<ISetsIdentity> planned) =>
        Of(table.Name, planned) is null
            ? IdentityRepair.Sql(table)
            : Say(table.Name, table.PrimaryKey ? ReplicaIdentityKind.Default : ReplicaIdentityKind.Full);

    /// <summary>What the replica identity that the program gives to a table says instead.</summary>
    public static string Say(TableName table, ReplicaIdentityKind identity) =>
        $"Identity = ReplicaIdentityKind.{identity}   // on the ReplicaIdentity of {table}";

    private static IdentityFault? Coming(TableFacts table, ISetsIdentity planned) =>
        planned.Identity switch
        {
            ReplicaIdentityKind.Nothing => new(table.Name, IdentityFaultKind.Nothing) { KeyCounts = table.PrimaryKey, FullCounts = true },
            ReplicaIdentityKind.Default when !table.PrimaryKey => new(table.Name, IdentityFaultKind.NoKey)
            {
                UniqueIndex = table.UniqueIndex,
                FreeColumn = RepairSql.FreeColumn(table.Columns),
                FullCounts = true,
            },
            _ => null,
        };

    private static bool Mends(ISetsIdentity planned, IdentityFault fault) =>
        (planned.Table.Name is null || planned.Table == fault.Leaf || fault.Above.Contains(planned.Table))
        && planned.Identity switch
        {
            ReplicaIdentityKind.Full => fault.FullCounts,
            ReplicaIdentityKind.Default => fault.KeyCounts,
            // That the index is fit the resource itself judges.
            ReplicaIdentityKind.Index => fault.Kind
                is IdentityFaultKind.NoKey
                    or IdentityFaultKind.DeferrableKey
                    or IdentityFaultKind.InvalidKey
                    or IdentityFaultKind.Nothing
                    or IdentityFaultKind.NoIndex,
            ReplicaIdentityKind.Nothing => false,
            // Not known yet, so it may be the one that is needed.
            _ => true,
        };
}
