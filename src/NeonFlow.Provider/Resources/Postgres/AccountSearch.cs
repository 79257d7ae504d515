using System.Data.Common;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>
/// The accounts of a database that a resource has to know, and what there is of what they list: its own, those of others that list
/// something about its table, role or publication, and those of its program of which nothing is there any more. A database may have
/// hundreds of accounts, and each resource looks at them.
/// </summary>
internal static class AccountSearch
{
    private const char Account = 'o';
    private const char Line = 's';
    private const char Slot = 'l';
    private const char Member = 'm';

    private static readonly string Sql = $$"""
        with subject as materialized ({{AccountRow.Sql(6)}}),
        named as materialized (
          select m.parts[1] as kind, m.parts[2]::int8 as id from subject s
            cross join lateral pg_catalog.regexp_matches(s.ids, '#([ranp])([0-9]{1,10})', 'g') m(parts)
          union select pg_catalog.left(o.id, 1), pg_catalog.substr(o.id, 2)::int8 from pg_catalog.unnest($5::text[]) o(id)
        ),
        -- What a role is granted, its members may live on.
        member as materialized (
          select m.oid::int8 as id, m.rolname, r.rolname as of_role from named n
            join pg_catalog.pg_roles r on n.kind = 'a' and r.oid = n.id::oid
            join pg_catalog.pg_roles m on m.oid <> r.oid and not m.rolsuper and pg_catalog.pg_has_role(m.oid, r.oid, 'MEMBER')
        ),
        -- Grants, identities and members are told apart by table, role and publication, and schemas are shared by everybody.
        wanted as materialized (
          select '#(' || pg_catalog.string_agg(w.id, '|') || ')\M' as ids from (
            select n.kind || n.id as id from named n where n.kind <> 'n'
            union select 'a' || m.id from member m
            union select 'r' || t.relid::oid::int8 from named n
              cross join lateral pg_catalog.pg_partition_tree(n.id::oid::pg_catalog.regclass) t where n.kind = 'r') w
        ),
        marked as materialized (
          select case d.classoid when 'pg_catalog.pg_largeobject'::pg_catalog.regclass then '{{Account}}'
            when 'pg_catalog.pg_class'::pg_catalog.regclass then '{{OwnedIds.Relation}}' else '{{OwnedIds.Publication}}' end as kind,
            d.objoid as id, d.description
          from pg_catalog.pg_description d
          where d.objsubid = 0 and pg_catalog.strpos(d.description, $1) > 0
            and (d.classoid = 'pg_catalog.pg_largeobject'::pg_catalog.regclass
              or (d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and '{{OwnedIds.Relation}}' = any ($4::text[]))
              or (d.classoid = 'pg_catalog.pg_publication'::pg_catalog.regclass and '{{OwnedIds.Publication}}' = any ($4::text[])))
        ),
        account as materialized (
          select o.oid::int8 as id, d.description, pg_catalog.pg_has_role(o.lomowner, 'USAGE') as may_alter
          from marked d join pg_catalog.pg_largeobject_metadata o on o.oid = d.id
          where d.kind = '{{Account}}' and pg_catalog.starts_with(d.description, $1)
            and (exists (select from pg_catalog.unnest($2::text[]) t(text) where pg_catalog.strpos(d.description, t.text) > 0)
              or d.description ~ (select w.ids from wanted w)
              -- If everything is gone that it lists, then so is what its last line is about.
              or (pg_catalog.strpos(d.description, $3) > 0 and exists (
                select from pg_catalog.regexp_matches(
                  pg_catalog.split_part(d.description, e'\n', -1), '#([ranp])([0-9]{1,10})', 'g') m(parts)
                where case m.parts[1]
                  when 'r' then not exists (select from pg_catalog.pg_class c where c.oid = m.parts[2]::int8::oid)
                  when 'a' then not exists (select from pg_catalog.pg_roles r where r.oid = m.parts[2]::int8::oid)
                  when 'n' then not exists (select from pg_catalog.pg_namespace n where n.oid = m.parts[2]::int8::oid)
                  else not exists (select from pg_catalog.pg_publication p where p.oid = m.parts[2]::int8::oid) end)))
        ),
        known as materialized (
          select n.kind, n.id from named n
          union select d.kind, d.id::int8 from marked d where d.kind <> '{{Account}}' and exists (
            select from pg_catalog.unnest($2::text[]) t(text) where pg_catalog.strpos(d.description, t.text) > 0)
        ),
        listed as materialized (
          select l.kind, l.id, pg_catalog.bool_or(l.is_known) as is_known from (
            select m.parts[1] as kind, m.parts[2]::int8 as id, false as is_known from account a
              cross join lateral pg_catalog.regexp_matches(a.description, '#([ranp])([0-9]{1,10})', 'g') m(parts)
            union all select k.kind, k.id, true from known k) l
          group by 1, 2
        )
        select '{{Account}}', a.id, a.description, null, null, a.may_alter from account a
        union all select '{{Line}}', 0, s.text, s.ids, null, false from subject s
        union all select '{{OwnedIds.Relation}}', l.id, c.relname::text, n.nspname::text,
            case when l.is_known then pg_catalog.obj_description(c.oid, 'pg_class') end, false
          from listed l join pg_catalog.pg_class c on c.oid = l.id::oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
          where l.kind = '{{OwnedIds.Relation}}'
        union all select '{{OwnedIds.Role}}', l.id, r.rolname::text, null, null, false
          from listed l join pg_catalog.pg_roles r on r.oid = l.id::oid where l.kind = '{{OwnedIds.Role}}'
        union all select '{{OwnedIds.Schema}}', l.id, n.nspname::text, null, null, false
          from listed l join pg_catalog.pg_namespace n on n.oid = l.id::oid where l.kind = '{{OwnedIds.Schema}}'
        union all select '{{OwnedIds.Publication}}', l.id, p.pubname::text, null,
            case when l.is_known then pg_catalog.obj_description(p.oid, 'pg_publication') end, false
          from listed l join pg_catalog.pg_publication p on p.oid = l.id::oid where l.kind = '{{OwnedIds.Publication}}'
        union all select '{{Slot}}', 0, r.slot_name::text, null, null, false
          from pg_catalog.pg_replication_slots r where r.database = pg_catalog.current_database()
        union all select '{{Member}}', 0, m.rolname::text, m.of_role::text, null, false from member m
        """;

    /// <summary>Adds the search to a batch; the result is there once the batch was read.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="marks">The mark of the resource.</param>
    /// <param name="subjects">What the resource is about: as the program names it, as the state does.</param>
    /// <param name="objectId">The id of the object in the state.</param>
    public static Func<SqlAccounts> Add(FactBatch batch, MarkKeeper marks, IReadOnlyList<SqlSubject> subjects, string? objectId)
    {
        subjects = [.. subjects.Concat(subjects.Select(static s => s.SchemaOfTable).OfType<SqlSubject>()).DistinctBy(static s => s.Text)];
        var found = batch.Add(
            new FactQuery<Row>(
                Sql,
                static r => new(r.GetString(0)[0], r.GetInt64(1), r.GetString(2), Text(r, 3), Text(r, 4), r.GetBoolean(5)),
                [
                    OwnershipMark.Prefix,
                    // Of what has no id, like a slot, an account has the name alone.
                    marks.OwnTexts.Concat(subjects.Select(static s => NeonFlow.Postgres.Facts.Account.Line(s.Text))).ToArray(),
                    marks.Own.Instance.Length == 0 ? null : $" {marks.Own.Instance}/",
                    subjects.Select(static s => s.Bearer?.ToString()).OfType<string>().Distinct().ToArray(),
                    objectId is null ? Array.Empty<string>() : [objectId],
                    .. AccountRow.Parameters([.. subjects.Select(AccountRow.Of)]),
                ]
            )
        );
        return () =>
            new(
                [
                    .. found
                        .Rows.Where(static r => r.Kind == Account)
                        .OrderBy(static r => r.Id)
                        .Select(static r => NeonFlow.Postgres.Facts.Account.Of(r.Id, r.Text, r.MayAlter)),
                ],
                found
                    .Rows.Where(static r => r.Kind is not (Account or Line or Slot or Member))
                    .Select(static r => new LivingObject($"{r.Kind}{r.Id}", r.Text, r.More, r.Comment))
                    .ToDictionary(static l => l.Id, StringComparer.Ordinal),
                found
                    .Rows.Where(static r => r.Kind == Line)
                    .ToDictionary(static r => r.Text, static r => $"{r.Text}\t{r.More}", StringComparer.Ordinal)
            )
            {
                Slots = found.Rows.Where(static r => r.Kind == Slot).Select(static r => r.Text).ToHashSet(StringComparer.Ordinal),
                Members = found.Rows.Where(static r => r.Kind == Member).Select(static r => (r.Text, r.More!)).ToHashSet(),
            };
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    // Of a line More is its ids, of a relation its schema, of a member its role.
    private readonly record struct Row(char Kind, long Id, string Text, string? More, string? Comment, bool MayAlter);
}
