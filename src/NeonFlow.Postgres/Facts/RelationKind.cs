namespace NeonFlow.Postgres.Facts;

/// <summary>What kind of relation a row of pg_class is.</summary>
public enum RelationKind
{
    /// <summary>Ordinary table.</summary>
    Table,

    /// <summary>Partitioned table.</summary>
    PartitionedTable,

    /// <summary>View.</summary>
    View,

    /// <summary>Materialized view.</summary>
    MaterializedView,

    /// <summary>Foreign table.</summary>
    ForeignTable,

    /// <summary>Sequence.</summary>
    Sequence,

    /// <summary>Anything else.</summary>
    Other,
}
