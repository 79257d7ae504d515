namespace NeonFlow.Postgres.Facts;

/// <summary>Tables that a capture would bind, partitioned ones in place of their partitions; by name.</summary>
public static class SourceRelations
{
    private const string Tables = """
        select n.nspname::text, c.relname::text
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and c.relpersistence <> 't' and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema'
        """;

    private const string Order = "order by n.nspname, c.relname";

    /// <summary>Those of some schemas.</summary>
    /// <param name="schemas">The schemas; null: all but those of the server itself.</param>
    public static FactQuery<TableName> OfSchemas(IReadOnlyList<string>? schemas) =>
        new(
            $"{Tables} and not c.relispartition and ($1::text[] is null or n.nspname::text = any ($1::text[])) {Order}",
            static r => new TableName(r.GetString(0), r.GetString(1)),
            (object?)schemas?.ToArray()
        );

    /// <summary>Those that a publication publishes: the ones that it names, of whole schemas and of the database no partitions.</summary>
    /// <param name="publication">The publication.</param>
    /// <param name="serverVersion">server_version_num: 14 knows no schemas.</param>
    public static FactQuery<TableName> OfPublication(string publication, int serverVersion) =>
        new(
            $"""
            {Tables} and exists (select from pg_catalog.pg_publication p where p.pubname = $1::text::name and (
              exists (select from pg_catalog.pg_publication_rel pr where pr.prpubid = p.oid and pr.prrelid = c.oid)
              or not c.relispartition and p.puballtables
              {(
                serverVersion >= 150000
                    ? "or not c.relispartition and exists (select from pg_catalog.pg_publication_namespace pn where pn.pnpubid = p.oid "
                        + "and pn.pnnspid = c.relnamespace)"
                    : ""
            )})) {Order}
            """,
            static r => new TableName(r.GetString(0), r.GetString(1)),
            publication
        );
}
