using System.Globalization;
using NeonFlow.Estuary;
using NeonFlow.Postgres;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>
/// Columns and keys of tables, as the connector's discovery reads them; one row per column, one round trip for all tables.
/// </summary>
internal static class SourceTables
{
    public static async Task<IReadOnlyDictionary<TableName, SourceTable>> ReadAsync(
        PostgresSession session,
        IReadOnlyList<TableName> tables,
        CancellationToken stop
    )
    {
        var rows = await session.ReadAsync(Query(tables), stop).ConfigureAwait(false);
        return rows.GroupBy(static r => r.Table)
            .ToDictionary(
                static g => g.Key,
                static g => new SourceTable(
                    g.Key.Schema,
                    g.Key.Name,
                    [.. g.Select(static r => r.Column)],
                    [.. g.Where(static r => r.KeyPosition >= 0).OrderBy(static r => r.KeyPosition).Select(static r => r.Column.Name)]
                )
            );
    }

    private static FactQuery<Row> Query(IReadOnlyList<TableName> tables) =>
        new(
            """
            select w.s, w.t, a.attname::text, b.typname::text, a.attnotnull, b.typtype::text,
              case when b.typname::text in ('varchar', 'bpchar') and m.mod > 4 then (m.mod - 4)::text end,
              pg_catalog.col_description(c.oid, a.attnum),
              coalesce((select k.place::int4 from pg_catalog.pg_index i
                        cross join lateral pg_catalog.unnest(i.indkey::int2[]) with ordinality k(col, place)
                        where i.indrelid = c.oid and i.indisprimary and k.col = a.attnum limit 1), 0) - 1
            from rows from (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) w(s, t)
            join pg_catalog.pg_namespace n on n.nspname = w.s::name
            join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = w.t::name and c.relkind in ('r', 'p')
            join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated <> 's'
            join pg_catalog.pg_type y on y.oid = a.atttypid
            join pg_catalog.pg_type b on b.oid = case when y.typtype = 'd' then y.typbasetype else y.oid end
            cross join lateral (select case when y.typtype = 'd' then y.typtypmod else a.atttypmod end as mod) m
            order by w.s, w.t, a.attnum
            """,
            static r => new Row(
                new TableName(r.GetString(0), r.GetString(1)),
                new SourceColumn(r.GetString(2), r.GetString(3), r.GetBoolean(4))
                {
                    Kind = r.GetString(5)[0],
                    Length = r.IsDBNull(6) ? null : int.Parse(r.GetString(6), CultureInfo.InvariantCulture),
                    Comment = r.IsDBNull(7) ? null : r.GetString(7),
                },
                r.GetInt32(8)
            ),
            tables.Select(static t => t.Schema).ToArray(),
            tables.Select(static t => t.Name).ToArray()
        );

    private sealed record Row(TableName Table, SourceColumn Column, int KeyPosition);
}
