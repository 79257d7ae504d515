namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>A line of an account before its ids are known: its text, and the names of what it is about.</summary>
/// <param name="Text">The text.</param>
/// <param name="HolderKind">Of which kind the holder is, where it has an id.</param>
/// <param name="Schema">Schema.</param>
/// <param name="Relation">Table or sequence; null where it is about the schema.</param>
/// <param name="Holder">What holds it.</param>
/// <param name="Grantee">Who has it.</param>
/// <param name="Grantor">Who granted it.</param>
internal sealed record AccountRow(
    string Text,
    char? HolderKind,
    string? Schema,
    string? Relation,
    string? Holder,
    string? Grantee,
    string? Grantor
)
{
    /// <summary>A relation of rows: at, text, and ids, which are those of what has the names now: <c>#r16402 #a16403</c>.</summary>
    /// <param name="first">The number of the first of its <see cref="Parameters"/>.</param>
    public static string Sql(int first) =>
        $"""
            select i.at, i.text, pg_catalog.concat_ws(' ',
              '#r' || (select c.oid from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                       where n.nspname = i.schema::name and c.relname = i.relation::name),
              '#n' || (select n.oid from pg_catalog.pg_namespace n where i.relation is null and n.nspname = i.schema::name),
              '#p' || (select p.oid from pg_catalog.pg_publication p where i.kind = 'p' and p.pubname = i.holder::name),
              '#a' || (select r.oid from pg_catalog.pg_roles r where i.kind = 'a' and r.rolname = i.holder::name),
              '#a' || (select r.oid from pg_catalog.pg_roles r where r.rolname = i.grantee::name),
              '#a' || (select r.oid from pg_catalog.pg_roles r where r.rolname = i.grantor::name)) as ids
            from unnest(${first}::text[], ${first + 1}::text[], ${first + 2}::text[], ${first + 3}::text[], ${first + 4}::text[],
              ${first + 5}::text[], ${first + 6}::text[]) with ordinality i(text, kind, schema, relation, holder, grantee, grantor, at)
            """;

    /// <summary>The parameters of <see cref="Sql"/>.</summary>
    public static IReadOnlyList<object?> Parameters(IReadOnlyList<AccountRow> rows) =>
        [
            Column(rows, static o => o.Text),
            Column(rows, static o => o.HolderKind?.ToString()),
            Column(rows, static o => o.Schema),
            Column(rows, static o => o.Relation),
            Column(rows, static o => o.Holder),
            Column(rows, static o => o.Grantee),
            Column(rows, static o => o.Grantor),
        ];

    /// <summary>The line of what an account lists.</summary>
    public static AccountRow Of(Owned item) =>
        new(item.ToString(), KindOf(item.Kind), item.Schema, item.Relation, item.Holder, item.Grantee, item.Grantor);

    /// <summary>The line of what an account is about.</summary>
    public static AccountRow Of(SqlSubject subject) =>
        subject.Publication is { } publication ? new(subject.Text, OwnedIds.Publication, null, null, publication, null, null)
        : subject.Member is { } member ? new(subject.Text, OwnedIds.Role, null, null, subject.Role, member, null)
        : new(subject.Text, null, subject.Table?.Schema ?? subject.Schema, subject.Table?.Name, null, subject.Role, null);

    private static string?[] Column(IReadOnlyList<AccountRow> rows, Func<AccountRow, string?> of) => [.. rows.Select(of)];

    // A slot and an index may be called like a role, and have nothing to do with it.
    private static char? KindOf(OwnedKind kind) =>
        kind switch
        {
            OwnedKind.Listing or OwnedKind.Reading => OwnedIds.Publication,
            OwnedKind.OnFutureTables or OwnedKind.OnFutureSequences or OwnedKind.Membership or OwnedKind.MembershipOption => OwnedIds.Role,
            _ => null,
        };
}
