namespace NeonFlow.Postgres.Facts;

/// <summary>A replication slot that a capture of this database may stream from.</summary>
/// <param name="Name">Name.</param>
/// <param name="Role">Role that streams from it now; null where nobody does.</param>
public sealed record ConsumedSlot(string Name, string? Role)
{
    /// <summary>The lasting slots of <c>pgoutput</c> in this database, by name.</summary>
    public static FactQuery<ConsumedSlot> Query { get; } =
        new(
            """
            select s.slot_name::text, a.usename::text
            from pg_catalog.pg_replication_slots s left join pg_catalog.pg_stat_activity a on a.pid = s.active_pid
            where s.slot_type = 'logical' and s.plugin = 'pgoutput' and not s.temporary and s.database = pg_catalog.current_database()
            order by s.slot_name
            """,
            static r => new ConsumedSlot(r.GetString(0), r.IsDBNull(1) ? null : r.GetString(1))
        );
}
