using CsCheck;

namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>A database with what people did there by hand, and what a program wants of it, before and after a change.</summary>
/// <param name="Tables">The tables.</param>
/// <param name="Before">Manual changes before the first up.</param>
/// <param name="First">The program of the first up.</param>
/// <param name="Between">Manual changes between the two.</param>
/// <param name="Then">The program of the second up.</param>
internal sealed record Case(
    IReadOnlyList<GeneratedTable> Tables,
    IReadOnlyList<ManualChange> Before,
    IReadOnlyList<DesiredResource> First,
    IReadOnlyList<ManualChange> Between,
    IReadOnlyList<DesiredResource> Then
)
{
    private static readonly Gen<GeneratedTable> Table = Gen.Select(
        Gen.Int[0, Names.Schemas.Count - 1],
        Gen.Int[0, Names.Tables.Count - 1],
        Gen.Enum<TableForm>(),
        static (s, n, f) => new GeneratedTable(s, n, f)
    );

    private static readonly Gen<ManualChange> Change = Gen.Select(
        Gen.Enum<ManualChangeKind>(),
        Gen.Int[0, 5],
        Gen.Int[0, 1],
        Gen.Int[0, ManualChange.Privileges.Count - 1],
        static (k, t, g, p) => new ManualChange(k, t, g, ManualChange.Privileges[p])
    );

    private static readonly Gen<IReadOnlyList<string>> Privileges = Some("SELECT", "INSERT", "UPDATE", "REFERENCES");

    private static readonly Gen<DesiredResource> Grant = Gen.Select(
        Gen.Int[1, 2],
        Gen.Int[0, Names.Schemas.Count - 1],
        Gen.Int[0, 5].List[0, 4].Null(),
        Privileges,
        Gen.Bool,
        static (n, s, t, p, u) => (DesiredResource)new DesiredGrant(n, s, t, p, u)
    );

    private static readonly Gen<DesiredResource> Future = Gen.Select(
        Gen.Int[0, Names.Schemas.Count - 1],
        Privileges,
        static (s, p) => (DesiredResource)new DesiredDefaultPrivileges(s, p)
    );

    private static readonly Gen<DesiredResource> Publication = Gen.Select(
        Gen.Int[0, 5].List[0, 4],
        Some("insert", "update", "delete", "truncate"),
        Gen.Bool,
        Gen.Bool,
        static (t, o, v, k) => (DesiredResource)new DesiredPublication(t, o, v, k)
    );

    private static readonly Gen<DesiredResource> Identity = Gen.Select(
        Gen.Int[0, 5],
        Gen.Bool,
        static (t, f) => (DesiredResource)new DesiredIdentity(t, f)
    );

    private static readonly Gen<IReadOnlyList<DesiredResource>> Program = Gen.OneOf(Grant, Grant, Future, Publication, Identity)
        .List[1, 3]
        .Select(static w => (IReadOnlyList<DesiredResource>)w);

    public static Gen<Case> Any { get; } =
        Gen.Select(
            Table.List[1, 4].Select(static t => (IReadOnlyList<GeneratedTable>)[.. t.DistinctBy(static x => (x.Schema, x.Name))]),
            Change.List[0, 5],
            Program,
            Change.Where(static w => w.MayBeLater).List[0, 3],
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

    private string Sql(IReadOnlyList<ManualChange> changes) => string.Join(' ', changes.Select(w => w.Sql(Tables, new Names("reader"))));

    // An identity is known by its table: two of one table would contend for it.
    private static IReadOnlyList<DesiredResource> Of(IReadOnlyList<DesiredResource> program, IReadOnlyList<GeneratedTable> tables) =>
        [.. program.Select(w => w is DesiredIdentity i ? i with { Table = i.Table % tables.Count } : w).DistinctBy(static w => w.Key)];

    private static Gen<IReadOnlyList<string>> Some(params string[] words) =>
        Gen
            .Bool.Array[words.Length]
            .Where(static b => b.Contains(true))
            .Select(b => (IReadOnlyList<string>)[.. words.Where((_, i) => b[i])]);
}
