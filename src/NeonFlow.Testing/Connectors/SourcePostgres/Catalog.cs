using System.Globalization;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>What the connector asks the system catalogue about tables.</summary>
internal static class Catalog
{
    private const string SystemSchemas = "'pg_catalog', 'pg_internal', 'information_schema', 'catalog_history', 'cron', 'pglogical'";

    /// <summary>Names of all tables that can be discovered, in no order.</summary>
    public static async Task<List<(string Schema, string Table)>> ListAsync(Database database, CancellationToken stop)
    {
        var kinds = database.Config.CaptureAsPartitions ? "c.relkind = 'r'" : "c.relkind IN ('r', 'p') AND NOT c.relispartition";
        var rows = await database
            .QueryAsync(
                $"""
                SELECT n.nspname, c.relname
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON (n.oid = c.relnamespace)
                WHERE n.nspname NOT IN ({SystemSchemas}) AND n.nspname NOT LIKE 'pg\_toast%' AND n.nspname NOT LIKE 'pg\_temp%'
                  AND c.relpersistence = 'p' AND {kinds}
                """,
                stop
            )
            .ConfigureAwait(false);
        return rows.ConvertAll(r => (r[0]!, r[1]!));
    }

    /// <summary>The tables of a publication, in lower case as stream identifiers are.</summary>
    public static async Task<HashSet<string>> PublishedAsync(Database database, CancellationToken stop)
    {
        var rows = await database
            .QueryAsync(
                "SELECT schemaname, tablename FROM pg_catalog.pg_publication_tables WHERE pubname = $1",
                stop,
                database.Config.Publication
            )
            .ConfigureAwait(false);
        return rows.Select(r => $"{r[0]}.{r[1]}".ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>What is known about the named tables, by stream identifier; tables that do not exist are left out.</summary>
    public static async Task<Dictionary<string, TableInfo>> DescribeAsync(
        Database database,
        IReadOnlyCollection<(string Schema, string Table)> names,
        ConnectorLog log,
        CancellationToken stop
    )
    {
        var tables = new Dictionary<string, TableInfo>(StringComparer.Ordinal);
        if (names.Count == 0)
        {
            return tables;
        }
        var wanted = string.Join(", ", names.Select(n => $"({Database.QuoteLiteral(n.Schema)}, {Database.QuoteLiteral(n.Table)})"));
        var byOid = new Dictionary<string, TableInfo>(StringComparer.Ordinal);

        foreach (
            var row in await database
                .QueryAsync(
                    $"""
                    SELECT n.nspname, c.relname, c.relkind::text, c.oid::text
                    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON (n.oid = c.relnamespace)
                    WHERE (n.nspname, c.relname) IN ({wanted}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                    """,
                    stop
                )
                .ConfigureAwait(false)
        )
        {
            var table = new TableInfo
            {
                Schema = row[0]!,
                Name = row[1]!,
                Kind = row[2]!,
            };
            tables[table.StreamId] = table;
            byOid[row[3]!] = table;
        }
        if (byOid.Count == 0)
        {
            return tables;
        }
        var oids = string.Join(", ", byOid.Keys);

        var comments = await CommentsAsync(database, wanted, log, stop).ConfigureAwait(false);
        foreach (
            var row in await database
                .QueryAsync(
                    $"""
                    SELECT a.attrelid::text, a.attname, COALESCE(bt.typname, t.typname), COALESCE(bt.typtype, t.typtype)::text,
                      COALESCE(bt.oid, t.oid)::text,
                           et.typname, et.typtype::text, (NOT (a.attnotnull OR (t.typtype = 'd' AND t.typnotnull)))::text,
                           (CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END)::text,
                             COALESCE(to_jsonb(a)->>'attgenerated', '')
                    FROM pg_catalog.pg_attribute a
                    JOIN pg_catalog.pg_type t ON (t.oid = a.atttypid)
                    LEFT JOIN pg_catalog.pg_type bt ON (t.typtype = 'd' AND bt.oid = t.typbasetype)
                    LEFT JOIN pg_catalog.pg_type et ON (COALESCE(bt.typcategory, t.typcategory) = 'A'
                      AND et.oid = COALESCE(bt.typelem, t.typelem))
                    WHERE a.attrelid IN ({oids}) AND a.attnum > 0 AND NOT a.attisdropped
                    ORDER BY a.attrelid, a.attnum
                    """,
                    stop
                )
                .ConfigureAwait(false)
        )
        {
            var table = byOid[row[0]!];
            var modifier = int.Parse(row[8]!, CultureInfo.InvariantCulture);
            table.Columns.Add(
                new ColumnInfo
                {
                    Name = row[1]!,
                    TypeName = row[2]!,
                    TypeKind = row[3]!,
                    TypeOid = uint.Parse(row[4]!, CultureInfo.InvariantCulture),
                    ElementName = row[5],
                    ElementKind = row[6],
                    Nullable = row[7] is "t" or "true",
                    Length = row[2] is "varchar" or "bpchar" && modifier > 4 ? modifier - 4 : null,
                    StoredGenerated = row[9] == "s",
                    Comment = comments.GetValueOrDefault((table.Schema, table.Name, row[1]!)),
                }
            );
        }

        foreach (
            var row in await database
                .QueryAsync(
                    $"""
                    SELECT k.indrelid::text, k.name, k.indisprimary::text, a.attname
                    FROM (SELECT i.indrelid, ic.relname AS name, i.indisprimary, i.indexprs,
                      (information_schema._pg_expandarray(i.indkey)).*
                          FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON (ic.oid = i.indexrelid)
                          WHERE i.indrelid IN ({oids}) AND i.indisunique AND i.indexprs IS NULL) k
                    JOIN pg_catalog.pg_attribute a ON (a.attrelid = k.indrelid AND a.attnum = k.x)
                    ORDER BY k.indrelid, k.name, k.n
                    """,
                    stop
                )
                .ConfigureAwait(false)
        )
        {
            var table = byOid[row[0]!];
            if (row[2] is "t" or "true")
            {
                table.PrimaryKey.Add(row[3]!);
                continue;
            }
            if (!table.UniqueIndexes.TryGetValue(row[1]!, out var columns))
            {
                table.UniqueIndexes[row[1]!] = columns = [];
            }
            columns.Add(row[3]!);
        }
        return tables;
    }

    /// <summary>Column comments are asked for by table name, which needs USAGE on the schema; without it there are simply none.</summary>
    private static async Task<Dictionary<(string Schema, string Table, string Column), string>> CommentsAsync(
        Database database,
        string wanted,
        ConnectorLog log,
        CancellationToken stop
    )
    {
        var comments = new Dictionary<(string, string, string), string>();
        try
        {
            foreach (
                var row in await database
                    .QueryAsync(
                        $"""
                        SELECT * FROM (
                          SELECT n.nspname, c.relname, a.attname,
                            pg_catalog.col_description(format('"%s"."%s"', n.nspname, c.relname)::regclass::oid, a.attnum) AS description
                          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON (n.oid = c.relnamespace)
                            JOIN pg_catalog.pg_attribute a ON (a.attrelid = c.oid)
                          WHERE (n.nspname, c.relname) IN ({wanted}) AND a.attnum > 0 AND NOT a.attisdropped
                            AND (pg_catalog.has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                                 OR pg_catalog.has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))
                        ) descriptions WHERE description IS NOT NULL
                        """,
                        stop
                    )
                    .ConfigureAwait(false)
            )
            {
                comments[(row[0]!, row[1]!, row[2]!)] = row[3]!;
            }
        }
        catch (Npgsql.PostgresException e)
        {
            log.Warning("error fetching column descriptions", ("err", Database.Describe(e)));
        }
        return comments;
    }
}
