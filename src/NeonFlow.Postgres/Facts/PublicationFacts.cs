namespace NeonFlow.Postgres.Facts;

/// <summary>A publication with its declared members, read by one row each of two queries of one batch.</summary>
public sealed record PublicationFacts
{
    private const string SchemasOfPublication = """
        (select coalesce(pg_catalog.array_agg(n.nspname::text order by n.nspname), '{}')
           from pg_catalog.pg_publication_namespace x join pg_catalog.pg_namespace n on n.oid = x.pnnspid
           where x.pnpubid = p.oid)
        """;

    private const string NoTexts = "'{}'::text[]";

    private const string Known =
        "'{oid,pubname,pubowner,puballtables,pubinsert,pubupdate,pubdelete,pubtruncate,pubviaroot,pubgencols}'::text[]";

    private const string ColumnsOfMember = """
        (select pg_catalog.array_agg(a.attname::text order by a.attnum) from pg_catalog.pg_attribute a
           where a.attrelid = pr.prrelid and a.attnum = any (pr.prattrs::int2[]))
        """;

    /// <summary>Object id.</summary>
    public required long Oid { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Owner.</summary>
    public required string Owner { get; init; }

    /// <summary>Whether the asking role may do what the owner does.</summary>
    public required bool MayAlter { get; init; }

    /// <summary>FOR ALL TABLES.</summary>
    public required bool AllTables { get; init; }

    /// <summary>Published operations: insert, update, delete, truncate.</summary>
    public required IReadOnlyList<string> Operations { get; init; }

    /// <summary>publish_via_partition_root.</summary>
    public required bool ViaPartitionRoot { get; init; }

    /// <summary>publish_generated_columns: whether stored generated columns are published (PostgreSQL 18).</summary>
    public bool GeneratedColumns { get; init; }

    /// <summary>Options in force that this library does not know, by the names of their catalogue columns.</summary>
    public IReadOnlyList<string> OtherOptions { get; init; } = [];

    /// <summary>Comment, or null.</summary>
    public required string? Comment { get; init; }

    /// <summary>Schemas of TABLES IN SCHEMA.</summary>
    public required IReadOnlyList<string> Schemas { get; init; }

    /// <summary>Declared tables in order of name.</summary>
    public IReadOnlyList<PublicationMember> Tables { get; init; } = [];

    /// <summary>The head, without tables. No row where there is no such publication.</summary>
    /// <param name="name">Publication.</param>
    /// <param name="serverVersion">server_version_num: 14 knows no schemas.</param>
    public static FactQuery<PublicationFacts> Head(string name, int serverVersion) =>
        new(
            $"""
            select p.oid::int8, p.pubname::text, o.rolname::text, pg_catalog.pg_has_role(p.pubowner, 'USAGE'), p.puballtables,
              p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot,
              pg_catalog.obj_description(p.oid, 'pg_publication'),
              {(
                serverVersion >= 150000
                    ? SchemasOfPublication
                    : "'{}'::text[]"
            )},
              coalesce(pg_catalog.to_jsonb(p)->>'pubgencols' = 's', false),
              (select coalesce(pg_catalog.array_agg(o.key order by o.key), {NoTexts}) from pg_catalog.jsonb_each_text(pg_catalog.to_jsonb(p)
                - {Known}) o where o.value not in ('false', 'n', ''))
            from pg_catalog.pg_publication p join pg_catalog.pg_roles o on o.oid = p.pubowner where p.pubname = $1::text::name
            """,
            r => new PublicationFacts
            {
                Oid = r.GetInt64(0),
                Name = r.GetString(1),
                Owner = r.GetString(2),
                MayAlter = r.GetBoolean(3),
                AllTables = r.GetBoolean(4),
                Operations =
                [
                    .. new[]
                    {
                        (r.GetBoolean(5), "insert"),
                        (r.GetBoolean(6), "update"),
                        (r.GetBoolean(7), "delete"),
                        (r.GetBoolean(8), "truncate"),
                    }
                        .Where(o => o.Item1)
                        .Select(o => o.Item2),
                ],
                ViaPartitionRoot = r.GetBoolean(9),
                Comment = r.IsDBNull(10) ? null : r.GetString(10),
                Schemas = r.GetFieldValue<string[]>(11),
                GeneratedColumns = r.GetBoolean(12),
                OtherOptions = r.GetFieldValue<string[]>(13),
            },
            name
        );

    /// <summary>Names of all publications of the database.</summary>
    public static FactQuery<string> Names { get; } =
        new("select p.pubname::text from pg_catalog.pg_publication p order by p.pubname", static r => r.GetString(0));

    /// <summary>The declared tables.</summary>
    /// <param name="name">Publication.</param>
    /// <param name="serverVersion">server_version_num: 14 knows no column lists and row filters.</param>
    /// <param name="columns">Columns to compare each table's with: <c>name:type oid</c>, joined by commas, in order.</param>
    public static FactQuery<PublicationMember> Members(string name, int serverVersion, string columns) =>
        new(
            $"""
            select n.nspname::text, c.relname::text,
              {(
                serverVersion >= 150000
                    ? ColumnsOfMember
                    : "null::text[]"
            )},
              {(serverVersion >= 150000 ? "pg_catalog.pg_get_expr(pr.prqual, pr.prrelid)" : "null::text")},
              coalesce((select pg_catalog.string_agg(a.attname::text || ':' || a.atttypid::text, ',' order by a.attnum) = $2
                from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), false)
            from pg_catalog.pg_publication_rel pr
            join pg_catalog.pg_publication p on p.oid = pr.prpubid
            join pg_catalog.pg_class c on c.oid = pr.prrelid
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where p.pubname = $1::text::name order by n.nspname, c.relname
            """,
            r => new PublicationMember(
                new TableName(r.GetString(0), r.GetString(1)),
                r.IsDBNull(2) ? null : r.GetFieldValue<string[]>(2),
                r.IsDBNull(3) ? null : r.GetString(3),
                r.GetBoolean(4)
            ),
            name,
            columns
        );

    /// <summary>Publications that declare a table, and whether the asking role may do what their owner does.</summary>
    public static FactQuery<(string Name, string Owner, bool MayAlter)> ThatList(TableName table) =>
        new(
            """
            select p.pubname::text, o.rolname::text, pg_catalog.pg_has_role(p.pubowner, 'USAGE')
            from pg_catalog.pg_publication_rel pr
            join pg_catalog.pg_publication p on p.oid = pr.prpubid
            join pg_catalog.pg_roles o on o.oid = p.pubowner
            join pg_catalog.pg_class c on c.oid = pr.prrelid
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where n.nspname = $1::text::name and c.relname = $2::text::name order by 1
            """,
            static r => (r.GetString(0), r.GetString(1), r.GetBoolean(2)),
            table.Schema,
            table.Name
        );
}
