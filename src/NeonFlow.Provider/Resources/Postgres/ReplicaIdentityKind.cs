using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What PostgreSQL writes of the old row when a row is updated or deleted.</summary>
[ObjectType("neonflow:postgres:ReplicaIdentityKind")]
public enum ReplicaIdentityKind
{
    /// <summary>The whole old row.</summary>
    Full,

    /// <summary>The columns of the primary key: what a new table has.</summary>
    Default,

    /// <summary>The columns of a unique index.</summary>
    Index,

    /// <summary>Nothing: once published, <c>UPDATE</c> and <c>DELETE</c> are refused.</summary>
    Nothing,
}
