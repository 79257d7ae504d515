using System.Text.Json;

namespace NeonFlow.Postgres.Facts;

/// <summary>A table whose rows are read with those of another one, and whose changes are not in the other one's stream.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Why.</param>
public sealed record UnstreamedTable(TableName Name, UnstreamedKind Kind)
{
    // Of one relation (oid, relkind): schema, name and the word of the enum.
    internal static string Of(string relation) =>
        $"""
            select n.nspname::text as schema, c.relname::text as name,
              case c.relkind when 'f' then 'Foreign' else 'Unlogged' end as kind
            from pg_catalog.pg_partition_tree({relation}.oid) t join pg_catalog.pg_class c on c.oid = t.relid
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where {relation}.relkind = 'p' and t.isleaf and (c.relkind = 'f' or c.relpersistence = 'u')
            union
            select n.nspname::text, c.relname::text, 'Inherits'
            from (with recursive heir(oid) as (
                select i.inhrelid from pg_catalog.pg_inherits i where i.inhparent = {relation}.oid and {relation}.relkind = 'r'
                union select i.inhrelid from heir join pg_catalog.pg_inherits i on i.inhparent = heir.oid)
              select heir.oid from heir) heirs
            join pg_catalog.pg_class c on c.oid = heirs.oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            """;

    // A JSON array of kind, schema and name.
    internal static UnstreamedTable Read(string json)
    {
        using var parts = JsonDocument.Parse(json);
        var table = parts.RootElement;
        return new(new(table[1].GetString()!, table[2].GetString()!), Enum.Parse<UnstreamedKind>(table[0].GetString()!));
    }

    /// <summary>
    /// What schemas cover (null: all tables) and a publication takes nothing from, together with the table above it.
    /// </summary>
    public static FactQuery<(TableName Above, UnstreamedTable Table)> Covered(IReadOnlyList<string>? schemas) =>
        new(
            $"""
            select rn.nspname::text, rel.relname::text, u.schema, u.name, u.kind
            from pg_catalog.pg_class rel join pg_catalog.pg_namespace rn on rn.oid = rel.relnamespace
            cross join lateral ({Of("rel")}) u
            where rel.relkind in ('r', 'p') and rel.relpersistence = 'p' and rel.oid >= 16384 and not rel.relispartition
              and ($1::text[] is null or rn.nspname::text = any ($1::text[]))
              and (u.kind <> 'Inherits' or not ($1::text[] is null or u.schema = any ($1::text[])))
            order by 1, 2, 3, 4
            """,
            static r =>
                (
                    new TableName(r.GetString(0), r.GetString(1)),
                    new UnstreamedTable(new(r.GetString(2), r.GetString(3)), Enum.Parse<UnstreamedKind>(r.GetString(4)))
                ),
            (object?)schemas?.ToArray()
        );
}
