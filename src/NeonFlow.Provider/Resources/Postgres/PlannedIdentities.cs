using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What the replica identities that a program sets change about the verdict on its tables.</summary>
internal static class PlannedIdentities
{
    /// <summary>The faults that are left once they are set.</summary>
    public static IReadOnlyList<IdentityFault> LeftOf(IReadOnlyList<IdentityFault> faults, IEnumerable<ISetsIdentity> planned)
    {
        var mended = planned.ToList();
        return mended.Count == 0 ? faults : [.. faults.Where(f => !mended.Any(p => Mends(p, f)))];
    }

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
