using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Postgres.DefaultPrivileges;

/// <summary>Kind of future objects.</summary>
[ObjectType("neonflow:postgres:DefaultPrivilegesTarget")]
public enum DefaultPrivilegesTarget
{
    /// <summary>Tables, partitioned tables, views.</summary>
    Tables,

    /// <summary>Sequences.</summary>
    Sequences,
}
