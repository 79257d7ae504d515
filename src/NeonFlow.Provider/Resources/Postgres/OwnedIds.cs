using System.Data.Common;
using NeonFlow.Postgres;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>
/// What an account lists goes by object id: <c>SELECT ON TABLE public.orders TO capture</c>, a tab, <c>#r16402 #a16403</c>. Ids do not come
/// back, so that what is listed about a table or a role that was dropped is void, and a renamed one is known by its new name.
/// </summary>
internal static class OwnedIds
{
    /// <summary>What the id of a table or sequence begins with.</summary>
    public const char Relation = 'r';

    /// <summary>What the id of a role begins with.</summary>
    public const char Role = 'a';

    /// <summary>What the id of a schema begins with.</summary>
    public const char Schema = 'n';

    /// <summary>What the id of a publication begins with.</summary>
    public const char Publication = 'p';

    /// <summary>The objects in accounts that still exist, the tables or publications that bear a mark, and others.</summary>
    /// <param name="owners">What the owners of the accounts, and marks, begin with.</param>
    /// <param name="bearers">What may bear a mark: <see cref="Relation"/>, <see cref="Publication"/>.</param>
    /// <param name="others">Ids of others.</param>
    public static FactQuery<LivingObject> Living(string owners, IReadOnlyList<char> bearers, IReadOnlyList<string> others) =>
        new(
            """
            with marked as materialized (
              select 'r' as kind, d.objoid as id, d.description from pg_catalog.pg_description d
              where 'r' = any ($2::text[]) and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0
                and pg_catalog.strpos(d.description, $1) > 0
              union all select 'p', p.oid, d.description from pg_catalog.pg_publication p
              join pg_catalog.pg_description d
                on d.objoid = p.oid and d.classoid = 'pg_catalog.pg_publication'::pg_catalog.regclass and d.objsubid = 0
              where 'p' = any ($2::text[]) and pg_catalog.strpos(d.description, $1) > 0
            ),
            listed as (
              select m.parts[1] as kind, m.parts[2]::int8 as id
              from pg_catalog.pg_largeobject_metadata o
              join pg_catalog.pg_description d
                on d.objoid = o.oid and d.classoid = 'pg_catalog.pg_largeobject'::pg_catalog.regclass and d.objsubid = 0
              cross join lateral pg_catalog.regexp_matches(d.description, '#([ranp])([0-9]{1,10})', 'g') m(parts)
              where pg_catalog.starts_with(d.description, $1)
              union select d.kind, d.id::int8 from marked d
              union select pg_catalog.left(o.id, 1), pg_catalog.substr(o.id, 2)::int8 from pg_catalog.unnest($3::text[]) o(id)
            )
            select 'r' || l.id, c.relname::text, n.nspname::text, d.description
              from listed l join pg_catalog.pg_class c on c.oid = l.id::oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              left join marked d on d.kind = 'r' and d.id = c.oid
              where l.kind = 'r'
            union all select 'a' || l.id, r.rolname::text, null, null from listed l join pg_catalog.pg_roles r on r.oid = l.id::oid
              where l.kind = 'a'
            union all select 'n' || l.id, n.nspname::text, null, null from listed l join pg_catalog.pg_namespace n on n.oid = l.id::oid
              where l.kind = 'n'
            union all select 'p' || l.id, p.pubname::text, null, d.description
              from listed l join pg_catalog.pg_publication p on p.oid = l.id::oid
              left join marked d on d.kind = 'p' and d.id = p.oid
              where l.kind = 'p'
            """,
            static r => new(r.GetString(0), r.GetString(1), Text(r, 2), Text(r, 3)),
            owners,
            bearers.Select(static b => b.ToString()).ToArray(),
            others.ToArray()
        );

    /// <summary>A row for each: the line of an account that is about it, or lists it.</summary>
    /// <param name="subjects">What accounts are about; their rows come first.</param>
    /// <param name="items">What accounts list.</param>
    public static FactQuery<string> Lines(IReadOnlyList<SqlSubject> subjects, IReadOnlyList<Owned> items) =>
        Lines([.. subjects.Select(AccountRow.Of), .. items.Select(AccountRow.Of)]);

    private static FactQuery<string> Lines(IReadOnlyList<AccountRow> rows) =>
        new(
            """
            select i.text || e'\t' || pg_catalog.concat_ws(' ',
              '#r' || (select c.oid from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                       where n.nspname = i.schema::name and c.relname = i.relation::name),
              '#n' || (select n.oid from pg_catalog.pg_namespace n where i.relation is null and n.nspname = i.schema::name),
              '#p' || (select p.oid from pg_catalog.pg_publication p where i.kind = 'p' and p.pubname = i.holder::name),
              '#a' || (select r.oid from pg_catalog.pg_roles r where i.kind = 'a' and r.rolname = i.holder::name),
              '#a' || (select r.oid from pg_catalog.pg_roles r where r.rolname = i.grantee::name),
              '#a' || (select r.oid from pg_catalog.pg_roles r where r.rolname = i.grantor::name))
            from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
              with ordinality i(text, kind, schema, relation, holder, grantee, grantor, at)
            order by i.at
            """,
            static r => r.GetString(0),
            Column(rows, static o => o.Text),
            Column(rows, static o => o.HolderKind?.ToString()),
            Column(rows, static o => o.Schema),
            Column(rows, static o => o.Relation),
            Column(rows, static o => o.Holder),
            Column(rows, static o => o.Grantee),
            Column(rows, static o => o.Grantor)
        );

    /// <summary>What a line of an account lists, under the names of today; null where it is void or unreadable.</summary>
    /// <param name="line">The line.</param>
    /// <param name="living">Rows of <see cref="Living"/>, by id.</param>
    public static Owned? Read(string line, IReadOnlyDictionary<string, LivingObject> living)
    {
        if (!Owned.TryParse(TextOf(line), null, out var item))
        {
            return null;
        }

        // In the order in which they were written: the object, what holds it, who was granted it, who granted it.
        var (schema, relation, holder, grantee, grantor) = (item.Schema, item.Relation, item.Holder, item.Grantee, item.Grantor);
        var roles = AccountRow.Of(item).HolderKind == Role ? 0 : 1;
        foreach (var id in IdsOf(line))
        {
            if (!living.TryGetValue(id, out var now))
            {
                return null;
            }

            switch (id[0])
            {
                case Relation:
                    (schema, relation) = (now.Schema!, now.Name);
                    break;
                case Schema:
                    schema = now.Name;
                    break;
                case Publication:
                    holder = now.Name;
                    break;
                default:
                    (holder, grantee, grantor) = roles++ switch
                    {
                        0 => (now.Name, grantee, grantor),
                        1 => (holder, now.Name, grantor),
                        _ => (holder, grantee, now.Name),
                    };
                    break;
            }
        }

        return new(item.Kind, schema, relation, item.Privilege, grantee, holder) { Grantor = grantor, Value = item.Value };
    }

    /// <summary>Whether a line lists something that does not exist any more.</summary>
    public static bool IsVoid(string line, IReadOnlyDictionary<string, LivingObject> living) =>
        IdsOf(line).Any(id => !living.ContainsKey(id));

    /// <summary>What a line says, without the ids.</summary>
    public static string TextOf(string line) => line.LastIndexOf('\t') is >= 0 and var end ? line[..end] : line;

    /// <summary>The ids of a line, without the sign that they begin with.</summary>
    public static IReadOnlyList<string> IdsOf(string line) =>
        line.LastIndexOf('\t') is >= 0 and var end
            ? [.. line[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static id => id[1..])]
            : [];

    private static string?[] Column(IReadOnlyList<AccountRow> rows, Func<AccountRow, string?> of) => [.. rows.Select(of)];

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
