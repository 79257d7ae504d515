using System.Data.Common;
using System.Globalization;

namespace NeonFlow.Postgres.Facts;

/// <summary>
/// The account of an owner in the database: an empty large object whose comment begins with the owner's name and lists what it did. It
/// needs no right but to connect, is in no schema and in no publication, and is written in the transaction of the work, so that a run that
/// was interrupted tells the next one what was done.
/// </summary>
/// <param name="Oid">The large object.</param>
/// <param name="Owner">Name of the owner: the first line of the comment.</param>
/// <param name="Lines">What was written, a line each.</param>
public sealed record Account(long Oid, string Owner, IReadOnlyList<string> Lines)
{
    private const string Columns = """
        select m.oid::int8, d.description, pg_catalog.pg_has_role(m.lomowner, 'USAGE')
        from pg_catalog.pg_largeobject_metadata m
        join pg_catalog.pg_description d
          on d.objoid = m.oid and d.classoid = 'pg_catalog.pg_largeobject'::pg_catalog.regclass and d.objsubid = 0
        """;

    private static readonly FactQuery<long> Make = new("select pg_catalog.lo_create(0)::int8", static r => r.GetInt64(0));

    /// <summary>The server's clock, in the form that <see cref="Time"/> reads.</summary>
    public static FactQuery<string> Now { get; } =
        new(
            "select pg_catalog.to_char(pg_catalog.clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
            static r => r.GetString(0)
        );

    /// <summary>Whether the asking role may change it.</summary>
    public bool MayAlter { get; init; }

    /// <summary>Accounts of one owner that the asking role may change; one row, if there is none of another login.</summary>
    public static FactQuery<Account> Query(string owner) =>
        new(
            $"""
            {Columns}
            where (d.description = $1 or pg_catalog.starts_with(d.description, $1 || e'\n')) and pg_catalog.pg_has_role(m.lomowner, 'USAGE')
            order by m.oid
            """,
            Read,
            owner
        );

    /// <summary>Accounts of all owners whose name begins with a text.</summary>
    public static FactQuery<Account> OfOwnersThatBeginWith(string text) =>
        new($"{Columns}\nwhere pg_catalog.starts_with(d.description, $1) order by m.oid", Read, text);

    /// <summary>
    /// Writes these lines into the account of an owner, in the transaction of the session; without lines there is no account.
    /// </summary>
    public static async Task WriteAsync(
        PostgresSession session,
        string owner,
        IReadOnlyList<Account> there,
        IReadOnlyList<string> lines,
        CancellationToken stop
    )
    {
        if (there.Count == lines.Take(1).Count() && there.All(m => m.Owner == owner && m.Lines.SequenceEqual(lines)))
        {
            return;
        }

        var statements = there.Skip(lines.Count == 0 ? 0 : 1).Select(static m => $"SELECT pg_catalog.lo_unlink({Number(m.Oid)})").ToList();
        if (lines.Count > 0)
        {
            var oid = there.Count > 0 ? there[0].Oid : (await session.ReadAsync(Make, stop))[0];
            var text = owner + string.Concat(lines.Select(Line));
            statements.Add($"COMMENT ON LARGE OBJECT {Number(oid)} IS {Identifier.Literal(text)}");
        }

        await session.ExecuteAsync(statements, stop);
    }

    /// <summary>A time that <see cref="Now"/> gave.</summary>
    public static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>Reads one.</summary>
    /// <param name="oid">The large object.</param>
    /// <param name="comment">Its comment.</param>
    /// <param name="mayAlter">Whether the asking role may change it.</param>
    public static Account Of(long oid, string comment, bool mayAlter)
    {
        var lines = comment.Split('\n');
        return new Account(
            oid,
            lines[0],
            [
                .. lines
                    .Skip(1)
                    .Select(static l => l.Replace("%0A", "\n", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal)),
            ]
        )
        {
            MayAlter = mayAlter,
        };
    }

    /// <summary>A line in a comment.</summary>
    public static string Line(string text) =>
        $"\n{text.Replace("%", "%25", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal)}";

    private static Account Read(DbDataReader row) => Of(row.GetInt64(0), row.GetString(1), row.GetBoolean(2));

    private static string Number(long oid) => oid.ToString(CultureInfo.InvariantCulture);
}
