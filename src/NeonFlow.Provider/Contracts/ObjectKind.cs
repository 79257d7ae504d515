namespace NeonFlow.Provider.Contracts;

/// <summary>What kind of object a resource makes or uses, where others may make or use the same one.</summary>
public enum ObjectKind
{
    /// <summary>Logical replication of a Neon project; there is one, without a name.</summary>
    LogicalReplication,

    /// <summary>Entry of a Neon project's address list, in canonical form.</summary>
    AllowedAddress,

    /// <summary>Role of a server.</summary>
    Role,

    /// <summary>Replication slot of a server.</summary>
    Slot,

    /// <summary>Table of a database, as <c>schema.table</c>.</summary>
    Table,

    /// <summary>Publication of a database.</summary>
    Publication,

    /// <summary>Capture of Estuary's catalogue.</summary>
    Capture,

    /// <summary>Collection of Estuary's catalogue.</summary>
    Collection,
}
