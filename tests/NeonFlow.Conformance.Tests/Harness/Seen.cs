namespace NeonFlow.Harness;

/// <summary>What a look into a database shows of all that a pipeline makes or changes there, one line of text each.</summary>
internal static class Seen
{
    /// <summary>Objects and rights; <c>$1</c> begins the names of roles that count.</summary>
    public const string Objects = """
        SELECT format('publication %s owner=%s all=%s insert=%s update=%s delete=%s truncate=%s root=%s',
                      pubname, pubowner::regrole, puballtables, pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot)
          FROM pg_publication
        UNION ALL SELECT format('member %s %s %s', p.pubname, r.prrelid::regclass, pg_get_expr(r.prqual, r.prrelid))
          FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid
        UNION ALL SELECT format('member %s schema %s', p.pubname, n.pnnspid::regnamespace)
          FROM pg_publication_namespace n JOIN pg_publication p ON p.oid = n.pnpubid
        UNION ALL SELECT format('table %s %s', c.oid::regclass, c.relkind) FROM pg_class c
         WHERE c.relkind IN ('r', 'p', 'S') AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
        UNION ALL SELECT format('identity of %s %s', c.oid::regclass, c.relreplident) FROM pg_class c
         WHERE c.relreplident <> 'd' AND c.relkind IN ('r', 'p')
           AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
        UNION ALL SELECT format('grant %s %s %s', c.oid::regclass, a.grantee::regrole, a.privilege_type)
          FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
         WHERE c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema') AND a.grantee <> c.relowner
        UNION ALL SELECT format('grant schema %s %s %s', n.nspname, a.grantee::regrole, a.privilege_type)
          FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a
         WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND a.grantee <> n.nspowner
        UNION ALL SELECT format('default %s %s %s %s %s',
                                d.defaclrole::regrole, d.defaclnamespace::regnamespace, d.defaclobjtype,
                                a.grantee::regrole, a.privilege_type)
          FROM pg_default_acl d CROSS JOIN LATERAL aclexplode(d.defaclacl) a
        UNION ALL SELECT format('slot %s %s', slot_name, plugin) FROM pg_replication_slots WHERE database = current_database()
        UNION ALL SELECT format('role %s login=%s replication=%s', rolname, rolcanlogin, rolreplication)
          FROM pg_roles WHERE starts_with(rolname, $1)
        UNION ALL SELECT format('membership %s in %s by %s admin=%s inherit=%s set=%s', m.member::regrole, m.roleid::regrole,
                                m.grantor::regrole, m.admin_option, to_jsonb(m) ->> 'inherit_option', to_jsonb(m) ->> 'set_option')
          FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE starts_with(r.rolname, $1)
        """;

    /// <summary>What resources wrote down about their own work, without times, makings and object ids; <c>$1</c> must be in it.</summary>
    public const string Marks = """
        SELECT 'mark ' || coalesce(
                 regexp_replace(
                   regexp_replace(
                     regexp_replace(replace(d.description, e'\n', ' | '), '\d{4}-\d\d-\d\dT[0-9:]+Z', '<time>'),
                     ' [^ /]+/[0-9a-f]{32}', ' <mark>', 'g'),
                   '#([ranp])\d+', '<id>', 'g'),
                 'nameless ' || m.oid)
          FROM pg_largeobject_metadata m LEFT JOIN pg_description d ON d.objoid = m.oid AND d.classoid = 'pg_largeobject'::regclass
         WHERE d.description IS NULL OR strpos(d.description, $1) > 0
        """;
}
