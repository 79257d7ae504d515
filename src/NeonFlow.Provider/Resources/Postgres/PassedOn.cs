using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>A privilege that its grantee gave on by a <c>GRANT OPTION</c>: without <c>CASCADE</c> it cannot be revoked.</summary>
/// <param name="Item">What the grantee has.</param>
/// <param name="To">Who has it from the grantee: a role, or <c>public</c>, which is everybody.</param>
internal sealed record PassedOn(Owned Item, string To)
{
    private const int Shown = 5;

    /// <summary>All of a database; as a rule there is none, because only owners grant.</summary>
    public static FactQuery<PassedOn> Query { get; } =
        new(
            """
            select a.kind, a.schema::text, a.relation::text, x.privilege_type::text, g.rolname::text,
              case when x.grantee = 0 then 'public' else pg_catalog.pg_get_userbyid(x.grantee)::text end
            -- An option is an asterisk in the text of the list, which is found faster than by taking every list apart.
            from (
              select n.nspname, c.relname, c.relkind::text, c.relacl, c.relowner
                from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where pg_catalog.strpos(c.relacl::text, '*') > 0
              union all
              select n.nspname, null, 'schema', n.nspacl, n.nspowner from pg_catalog.pg_namespace n
                where pg_catalog.strpos(n.nspacl::text, '*') > 0
            ) a(schema, relation, kind, acl, owner)
            cross join lateral pg_catalog.aclexplode(a.acl) x
            join pg_catalog.pg_roles g on g.oid = x.grantor
            where x.grantor <> a.owner order by 1, 2, 3, 4, 5, 6
            """,
            static r =>
            {
                var (schema, privilege, grantee) = (r.GetString(1), r.GetString(3), r.GetString(4));
                var item = r.GetString(0) switch
                {
                    "schema" => Owned.OnSchema(privilege, schema, grantee),
                    "S" => Owned.OnSequence(privilege, new TableName(schema, r.GetString(2)), grantee),
                    _ => Owned.OnTable(privilege, new TableName(schema, r.GetString(2)), grantee),
                };
                return new PassedOn(item, r.GetString(5));
            }
        );

    /// <summary>Why a privilege cannot be revoked, and what has to go first.</summary>
    public static Diagnostic Refuses(Owned item, IReadOnlyList<string> to) =>
        new(
            PostgresDiagnostics.Dependents,
            "",
            $"{item} cannot be revoked: {item.Grantee} has a GRANT OPTION, and gave the privilege on to {TextList.And(to, Shown)}. That "
                + "has to be revoked first, because nothing is ever revoked with CASCADE."
        )
        {
            Fix = $"-- as {item.Grantee}:\n" + string.Join('\n', to.Select(t => $"{Revoke(item, t)};")),
            Kind = FailureKind.Conflict,
        };

    private static string Revoke(Owned item, string from) =>
        item.Kind switch
        {
            OwnedKind.OnSchema => Statements.RevokeSchema([item.Privilege!], item.Schema, from),
            OwnedKind.OnSequence => Statements.Revoke([item.Privilege!], [item.Name], from, "SEQUENCE"),
            _ => Statements.Revoke([item.Privilege!], [item.Name], from),
        };
}
