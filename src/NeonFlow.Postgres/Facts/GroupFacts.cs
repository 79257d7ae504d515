namespace NeonFlow.Postgres.Facts;

/// <summary>What a role may read of a table, and so whoever becomes a member that inherits.</summary>
/// <param name="Group">The role.</param>
/// <param name="Table">The table.</param>
/// <param name="Usage">USAGE on the schema.</param>
/// <param name="Select">SELECT on the table.</param>
public sealed record GroupFacts(string Group, TableName Table, bool Usage, bool Select)
{
    /// <summary>One row for each role and table that exist.</summary>
    public static FactQuery<GroupFacts> Query(IReadOnlyList<string> groups, IReadOnlyList<TableName> tables) =>
        new(
            """
            select r.rolname::text, n.nspname::text, c.relname::text,
              pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE'), pg_catalog.has_table_privilege(r.oid, c.oid, 'SELECT')
            from pg_catalog.pg_roles r
            cross join unnest($2::text[], $3::text[]) w(schema, name)
            join pg_catalog.pg_namespace n on n.nspname = w.schema::name
            join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = w.name::name
            where r.rolname = any ($1::text[]::name[])
            """,
            static r => new(r.GetString(0), new(r.GetString(1), r.GetString(2)), r.GetBoolean(3), r.GetBoolean(4)),
            groups.ToArray(),
            tables.Select(static t => t.Schema).ToArray(),
            tables.Select(static t => t.Name).ToArray()
        );
}
