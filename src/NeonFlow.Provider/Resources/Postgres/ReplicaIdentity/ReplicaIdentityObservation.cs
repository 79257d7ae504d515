using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres.ReplicaIdentity;

/// <summary>What a replica identity observes.</summary>
/// <param name="Table">The table.</param>
/// <param name="Leaves">It, or its partitions.</param>
/// <param name="Refused">What its publications refuse: as it is, as desired, and once set back.</param>
/// <param name="Server">The server.</param>
internal sealed record ReplicaIdentityObservation(
    TableFacts Table,
    IReadOnlyList<ReplicaIdentityFacts> Leaves,
    IReadOnlyList<PublishedFault> Refused,
    ServerFacts Server
);
