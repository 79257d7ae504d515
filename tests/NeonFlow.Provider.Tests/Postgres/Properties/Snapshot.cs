namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>Everything in a database that a resource could have changed, as text.</summary>
internal static class Snapshot
{
    private const string Sql = """
        select string_agg(line, e'\n' order by line) from (
          select format('relation %I.%I %s %s identity %s, index %s', n.nspname, c.relname, c.relkind, c.relpersistence, c.relreplident,
            (select string_agg(indexrelid::regclass::text, ',') from pg_index where indrelid = c.oid and indisreplident)) line
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v', 'S')
          union all
          select format('on %I.%I: %s for %s by %s', n.nspname, c.relname, x.privilege_type, x.grantee::regrole, x.grantor::regrole)
          from pg_class c join pg_namespace n on n.oid = c.relnamespace,
            aclexplode(coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))) x
          where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v', 'S')
          union all
          select format('on a column of %s: %s for %s', a.attrelid::regclass, x.privilege_type, x.grantee::regrole)
          from pg_attribute a, aclexplode(a.attacl) x where a.attrelid >= 16384
          union all
          select format('schema %I: %s for %s', n.nspname, x.privilege_type, x.grantee::regrole)
          from pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) x
          where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
          union all
          select format('future %s in %s of %s: %s for %s', d.defaclobjtype, d.defaclnamespace::regnamespace, d.defaclrole::regrole,
            x.privilege_type, x.grantee::regrole)
          from pg_default_acl d, aclexplode(d.defaclacl) x
          union all
          select format('publication %I %s %s %s %s %s %s', pubname, puballtables, pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot)
          from pg_publication
          union all
          select format('published in %s: %s', p.pubname, r.prrelid::regclass)
          from pg_publication_rel r join pg_publication p on p.oid = r.prpubid
          union all
          select 'a large object' from pg_largeobject_metadata
        ) l
        """;

    public static async Task<string> OfAsync(Database database) => await database.ScalarAsync<string>(Sql) ?? "";
}
