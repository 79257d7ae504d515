using NeonFlow.Postgres;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>
/// What an account lists goes by object id: <c>SELECT ON TABLE public.orders TO capture</c>, a tab, <c>#r16402 #a16403</c>. Ids do not come
/// back, so that what is listed about a table or a role that was dropped is void, and a renamed one is known by its new name.
/// </summary>
internal static class OwnedIds
{
    private const char Relation = 'r';
    private const char Role = 'a';
    private const char Schema = 'n';
    private const char Publication = 'p';

    /// <summary>The objects in accounts that still exist.</summary>
    /// <param name="owners">What the owners of the accounts begin with.</param>
    public static FactQuery<(string Id, string Name, string? Schema)> Living(string owners) =>
        new(
            """
            with listed as (
              select distinct m.parts[1] as kind, m.parts[2]::int8 as id
              from pg_catalog.pg_description d
              cross join lateral pg_catalog.regexp_matches(d.description, '#([ranp])([0-9]{1,10})', 'g') m(parts)
              where d.classoid = 'pg_catalog.pg_largeobject'::pg_catalog.regclass and pg_catalog.starts_with(d.description, $1)
            )
            select 'r' || l.id, c.relname::text, n.nspname::text
              from listed l join pg_catalog.pg_class c on c.oid = l.id::oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              where l.kind = 'r'
            union all select 'a' || l.id, r.rolname::text, null from listed l join pg_catalog.pg_roles r on r.oid = l.id::oid
              where l.kind = 'a'
            union all select 'n' || l.id, n.nspname::text, null from listed l join pg_catalog.pg_namespace n on n.oid = l.id::oid
              where l.kind = 'n'
            union all select 'p' || l.id, p.pubname::text, null from listed l join pg_catalog.pg_publication p on p.oid = l.id::oid
              where l.kind = 'p'
            """,
            static r => (r.GetString(0), r.GetString(1), r.IsDBNull(2) ? null : r.GetString(2)),
            owners
        );

    /// <summary>A row for each, in order: the line of an account that lists it.</summary>
    public static FactQuery<string> Lines(IReadOnlyList<Owned> items) =>
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
            Column(items, static o => o.ToString()),
            Column(items, static o => HolderKind(o.Kind)),
            Column(items, static o => o.Schema),
            Column(items, static o => o.Relation),
            Column(items, static o => o.Holder),
            Column(items, static o => o.Grantee),
            Column(items, static o => o.Grantor)
        );

    /// <summary>What a line of an account lists, under the names of today; null where it is void or unreadable.</summary>
    /// <param name="line">The line.</param>
    /// <param name="living">Rows of <see cref="Living"/>, by id.</param>
    public static Owned? Read(string line, IReadOnlyDictionary<string, (string Name, string? Schema)> living)
    {
        var end = line.LastIndexOf('\t');
        if (!Owned.TryParse(end < 0 ? line : line[..end], null, out var item))
        {
            return null;
        }

        // In the order in which they were written: the object, what holds it, who was granted it, who granted it.
        var (schema, relation, holder, grantee, grantor) = (item.Schema, item.Relation, item.Holder, item.Grantee, item.Grantor);
        var roles = HolderKind(item.Kind) == Role.ToString() ? 0 : 1;
        foreach (var id in IdsOf(line, end))
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
    public static bool IsVoid(string line, IReadOnlyDictionary<string, (string Name, string? Schema)> living) =>
        IdsOf(line, line.LastIndexOf('\t')).Any(id => !living.ContainsKey(id));

    // A slot and an index may be called like a role, and have nothing to do with it.
    private static string? HolderKind(OwnedKind kind) =>
        kind switch
        {
            OwnedKind.Listing => Publication.ToString(),
            OwnedKind.OnFutureTables or OwnedKind.OnFutureSequences or OwnedKind.Membership or OwnedKind.MembershipOption =>
                Role.ToString(),
            _ => null,
        };

    private static string?[] Column(IReadOnlyList<Owned> items, Func<Owned, string?> of) => [.. items.Select(of)];

    // Without the sign that they begin with.
    private static IEnumerable<string> IdsOf(string line, int end) =>
        end < 0 ? [] : line[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static id => id[1..]);
}
