namespace NeonFlow.Postgres.Facts;

/// <summary>Why PostgreSQL refuses UPDATE and DELETE on a table that is published.</summary>
public enum IdentityFaultKind
{
    /// <summary>It has no primary key, and no other replica identity is set.</summary>
    NoKey,

    /// <summary>Its primary key is deferrable, which is no replica identity.</summary>
    DeferrableKey,

    /// <summary>The index of its primary key is not valid.</summary>
    InvalidKey,

    /// <summary>Its replica identity is set to NOTHING.</summary>
    Nothing,

    /// <summary>Its replica identity is an index that was dropped or is not valid.</summary>
    NoIndex,

    /// <summary>Generated columns of its replica identity are not published (PostgreSQL 18).</summary>
    GeneratedColumn,

    /// <summary>The column list of the publication leaves out columns of the replica identity.</summary>
    ColumnList,

    /// <summary>The row filter of the publication asks for columns that are not in the replica identity.</summary>
    RowFilter,
}
