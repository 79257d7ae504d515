using CsCheck;

namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>A database with what people did there by hand, and what a program wants of it, before and after a change.</summary>
/// <param name="Tables">The tables.</param>
/// <param name="Before">Hand work before the first up.</param>
/// <param name="First">The program of the first up.</param>
/// <param name="Between">Hand work between the two.</param>
/// <param name="Then">The program of the second up.</param>
internal sealed record Case(
    IReadOnlyList<GeneratedTable> Tables,
    IReadOnlyList<HandWork> Before,
    IReadOnlyList<Wish> First,
    IReadOnlyList<HandWork> Between,
    IReadOnlyList<Wish> Then
)
{
    private static readonly Gen<GeneratedTable> Table = Gen.Select(
        Gen.Int[0, Names.Schemas.Count - 1],
        Gen.Int[0, Names.Tables.Count - 1],
        Gen.Enum<TableForm>(),
        static (s, n, f) => new GeneratedTable(s, n, f)
    );

    private static readonly Gen<HandWork> Work = Gen.Select(
        Gen.Enum<HandKind>(),
        Gen.Int[0, 5],
        Gen.Int[0, 1],
        Gen.Int[0, HandWork.Privileges.Count - 1],
        static (k, t, g, p) => new HandWork(k, t, g, HandWork.Privileges[p])
    );

    private static readonly Gen<IReadOnlyList<string>> Privileges = Some("SELECT", "INSERT", "UPDATE", "REFERENCES");

    private static readonly Gen<Wish> Grant = Gen.Select(
        Gen.Int[1, 2],
        Gen.Int[0, Names.Schemas.Count - 1],
        Gen.Int[0, 5].List[0, 4].Null(),
        Privileges,
        Gen.Bool,
        static (n, s, t, p, u) => (Wish)new GrantWish(n, s, t, p, u)
    );

    private static readonly Gen<Wish> Future = Gen.Select(
        Gen.Int[0, Names.Schemas.Count - 1],
        Privileges,
        static (s, p) => (Wish)new FutureWish(s, p)
    );

    private static readonly Gen<Wish> Publication = Gen.Select(
        Gen.Int[0, 5].List[0, 4],
        Some("insert", "update", "delete", "truncate"),
        Gen.Bool,
        Gen.Bool,
        static (t, o, v, k) => (Wish)new PublicationWish(t, o, v, k)
    );

    private static readonly Gen<Wish> Identity = Gen.Select(Gen.Int[0, 5], Gen.Bool, static (t, f) => (Wish)new IdentityWish(t, f));

    private static readonly Gen<IReadOnlyList<Wish>> Program = Gen.OneOf(Grant, Grant, Future, Publication, Identity)
        .List[1, 3]
        .Select(static w => (IReadOnlyList<Wish>)w);

    public static Gen<Case> Any { get; } =
        Gen.Select(
            Table.List[1, 4].Select(static t => (IReadOnlyList<GeneratedTable>)[.. t.DistinctBy(static x => (x.Schema, x.Name))]),
            Work.List[0, 5],
            Program,
            Work.Where(static w => w.MayBeLater).List[0, 3],
            Program,
            static (t, b, f, w, s) => new Case(t, b, Of(f, t), w, Of(s, t))
        );

    public override string ToString() =>
        $"""
            tables: {string.Join(", ", Tables)}
            before: {Sql(Before)}
            first: {string.Join(", ", First)}
            between: {Sql(Between)}
            then: {string.Join(", ", Then)}
            """;

    private string Sql(IReadOnlyList<HandWork> work) => string.Join(' ', work.Select(w => w.Sql(Tables, new Names("reader"))));

    // An identity is known by its table: two of one table would contend for it.
    private static IReadOnlyList<Wish> Of(IReadOnlyList<Wish> program, IReadOnlyList<GeneratedTable> tables) =>
        [.. program.Select(w => w is IdentityWish i ? i with { Table = i.Table % tables.Count } : w).DistinctBy(static w => w.Key)];

    private static Gen<IReadOnlyList<string>> Some(params string[] words) =>
        Gen
            .Bool.Array[words.Length]
            .Where(static b => b.Contains(true))
            .Select(b => (IReadOnlyList<string>)[.. words.Where((_, i) => b[i])]);
}
