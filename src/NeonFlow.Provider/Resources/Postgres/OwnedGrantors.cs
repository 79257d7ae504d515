using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>Who granted what is still there after a REVOKE, which takes away only what its own role granted and says nothing.</summary>
internal static class OwnedGrantors
{
    private const int Shown = 5;

    /// <summary>The failure; what is left stays in the account, because everything is rolled back.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> LeftAsync(PostgresSession session, SqlPlan again, CancellationToken stop)
    {
        if (again.Revoked.Count == 0)
        {
            return [];
        }

        var grantors = await session.ReadAsync(Of(again.Revoked), stop);
        var who = grantors.Count == 0 ? "another role" : TextList.And(grantors, Shown);
        return
        [
            new(
                PostgresDiagnostics.NotVerified,
                "",
                $"{TextList.And([.. again.Revoked.Select(static o => o.ToString())], Shown)} was not revoked: {who} granted it as well, "
                    + "and only that role can take it back. Everything was rolled back."
            )
            {
                Fix = string.Join(
                    "\n",
                    grantors
                        .DefaultIfEmpty("the role that granted it, which psql shows with \\dp and \\dn+")
                        .Select(g => $"-- as {g}:\n{string.Join(";\n", again.Statements)};")
                ),
                Kind = FailureKind.Failed,
            },
        ];
    }

    private static FactQuery<string> Of(IReadOnlyList<Owned> items) =>
        new(
            """
            select distinct g.rolname::text
            from unnest($1::text[], $2::text[], $3::text[], $4::text[]) i(schema, relation, privilege, grantee)
            join pg_catalog.pg_namespace n on n.nspname = i.schema::name
            left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = i.relation::name
            cross join lateral pg_catalog.aclexplode(case when i.relation is null then n.nspacl else c.relacl end) x
            join pg_catalog.pg_roles t on t.oid = x.grantee and t.rolname = i.grantee::name
            join pg_catalog.pg_roles g on g.oid = x.grantor
            where x.privilege_type = i.privilege
            union
            select g.rolname::text
            from unnest($4::text[], $5::text[]) i(member, role)
            join pg_catalog.pg_roles r on r.rolname = i.role::name join pg_catalog.pg_roles m on m.rolname = i.member::name
            join pg_catalog.pg_auth_members a on a.roleid = r.oid and a.member = m.oid
            join pg_catalog.pg_roles g on g.oid = a.grantor
            order by 1
            """,
            static r => r.GetString(0),
            items.Select(static i => i.Schema).ToArray(),
            items.Select(static i => i.Relation).ToArray(),
            items.Select(static i => i.Privilege).ToArray(),
            items.Select(static i => i.Grantee).ToArray(),
            items.Select(static i => i.Holder).ToArray()
        );
}
