namespace NeonFlow.Postgres.Facts;

/// <summary>That UPDATE and DELETE on a published table or partition are refused, or would be with another replica identity.</summary>
/// <param name="Asked">Which of the identities asked for it is about: its place in the list.</param>
/// <param name="Publication">The publication.</param>
/// <param name="Entry">The table by which the publication has it: itself, or a partitioned one above.</param>
/// <param name="Fault">Why.</param>
public sealed record PublishedFault(int Asked, string Publication, TableName Entry, IdentityFault Fault)
{
    /// <summary>What all publications of the database say of tables with the identities that they would have.</summary>
    /// <param name="identities">The identities, of tables or of all partitions of a table.</param>
    /// <param name="serverVersion">server_version_num: 14 knows no schemas of publications.</param>
    public static FactQuery<PublishedFault> Under(IReadOnlyList<PlannedIdentity> identities, int serverVersion) =>
        new(
            $"""
            with asked as materialized (
              select w.n::int4 as n, l.oid, w.kind::"char" as ident, i.indexrelid as ident_index
              from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality w(s, t, kind, index, n)
              join pg_catalog.pg_namespace ns on ns.nspname = w.s::name
              join pg_catalog.pg_class c on c.relnamespace = ns.oid and c.relname = w.t::name
              cross join lateral ({ReplicaIdentityFacts.Leaves}) l(oid)
              left join lateral ({ReplicaIdentityFacts.IndexOf("ns.oid", "w.index", "l.oid")}) i on true)
            select f.n, pub.pubname::text, en.nspname::text, e.relname::text, f.fault::text
            from pg_catalog.pg_publication pub
            cross join lateral (
              with live as ({IdentitySql.Live("pub.pubname")}),
              leaf as (
                select a.n, a.oid, top.relid as entry, a.ident, a.ident_index, live.generated, {IdentitySql.Part(serverVersion)}
                from live cross join lateral ({IdentitySql.Published(serverVersion)}) m join asked a on a.oid = m.oid
                cross join lateral {IdentitySql.Top("a.oid", serverVersion)} left join {IdentitySql.Entry}
                where live.changes)
              select g.* from ({IdentitySql.Faults("leaf", planned: true)}) g) f
            join pg_catalog.pg_class e on e.oid = f.entry join pg_catalog.pg_namespace en on en.oid = e.relnamespace
            order by f.n, pub.pubname, f.schema, f.name
            """,
            static r => new(r.GetInt32(0) - 1, r.GetString(1), new(r.GetString(2), r.GetString(3)), IdentityFault.Read(r.GetString(4))),
            identities.Select(static i => i.Table.Schema).ToArray(),
            identities.Select(static i => i.Table.Name).ToArray(),
            identities.Select(static i => i.Kind?.ToString()).ToArray(),
            identities.Select(static i => i.Index).ToArray()
        );
}
