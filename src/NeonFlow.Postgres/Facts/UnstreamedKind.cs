namespace NeonFlow.Postgres.Facts;

/// <summary>Why changes of rows that are read with a table are not in its stream.</summary>
public enum UnstreamedKind
{
    /// <summary>They are in a table that inherits from it, which is published only under its own name.</summary>
    Inherits,

    /// <summary>They are in a partition that is a foreign table.</summary>
    Foreign,

    /// <summary>They are in a partition that is unlogged.</summary>
    Unlogged,
}
