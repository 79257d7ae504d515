using NeonFlow.Postgres;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>A shape whose resource sets the replica identity of a table.</summary>
internal interface ISetsIdentity
{
    TableName Table { get; }

    ReplicaIdentityKind? Identity { get; }

    string? Index { get; }
}
