using System.Diagnostics.CodeAnalysis;
using NeonFlow.Postgres;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>One thing that a resource owns in a database, and so takes away with itself.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Schema">Schema of the object; empty for a slot, which is in none.</param>
/// <param name="Relation">Table or sequence; null where it is about the schema.</param>
/// <param name="Privilege">
/// The privilege, where it is one; of a replica identity its keyword, of an option of a membership the option, of a reading its slot.
/// </param>
/// <param name="Grantee">The role that has the privilege, is the member, or reads.</param>
/// <param name="Holder">
/// The role that makes the future objects, the publication that lists the table, the index that is the identity, the role that has the
/// member, or the slot itself.
/// </param>
/// <remarks>
/// Its text stands in states and accounts: <c>SELECT ON TABLE public.orders TO capture</c>, <c>USAGE ON SCHEMA public TO capture</c>,
/// <c>SELECT ON FUTURE TABLES IN public OF app_owner TO capture</c>, <c>TABLE public.flow_watermarks IN PUBLICATION orders</c>,
/// <c>TABLE public.flow_watermarks</c>, <c>SLOT orders</c>, <c>REPLICA IDENTITY FULL OF TABLE public.orders</c>,
/// <c>FORMER REPLICA IDENTITY INDEX orders_key OF TABLE public.orders</c>, <c>MEMBERSHIP OF capture IN readers BY app_owner</c>,
/// <c>ADMIN FALSE FOR MEMBERSHIP OF capture IN readers BY app_owner</c>, <c>TABLE public.orders READ BY capture FROM orders AT SLOT s</c>,
/// and of the table that a capture also writes, <c>TABLE public.flow_watermarks WRITTEN BY capture FROM orders AT SLOT s</c>.
/// </remarks>
public sealed record Owned(OwnedKind Kind, string Schema, string? Relation, string? Privilege, string? Grantee, string? Holder)
    : IParsable<Owned>,
        IComparable<Owned>
{
    private const string Tables = "TABLE";
    private const string Sequences = "SEQUENCE";
    private const string Slots = "SLOT";
    private const string Schemas = "SCHEMA";
    private const string Former = "FORMER";
    private const string Memberships = "MEMBERSHIP";
    private const string On = "TRUE";
    private const string Off = "FALSE";
    private const string Read = "READ";
    private const string Written = "WRITTEN";
    private const string FutureTables = "FUTURE TABLES IN";
    private const string FutureSequences = "FUTURE SEQUENCES IN";

    private string? _text;

    /// <summary>Who granted a membership; null where the server has one grant of each, until PostgreSQL 15.</summary>
    public string? Grantor { get; init; }

    /// <summary>Whether an option of a membership is given or not; of a reading, whether the table is also written.</summary>
    public bool Value { get; init; }

    /// <summary>The table or sequence.</summary>
    public TableName Name => new(Schema, Relation ?? "");

    /// <summary>A privilege on a schema.</summary>
    public static Owned OnSchema(string privilege, string schema, string grantee) =>
        new(OwnedKind.OnSchema, schema, null, privilege, grantee, null);

    /// <summary>A privilege on a table.</summary>
    public static Owned OnTable(string privilege, TableName table, string grantee) =>
        new(OwnedKind.OnTable, table.Schema, table.Name, privilege, grantee, null);

    /// <summary>A privilege on a sequence.</summary>
    public static Owned OnSequence(string privilege, TableName sequence, string grantee) =>
        new(OwnedKind.OnSequence, sequence.Schema, sequence.Name, privilege, grantee, null);

    /// <summary>A privilege on what a role will make.</summary>
    public static Owned OnFuture(string privilege, bool sequences, string schema, string creator, string grantee) =>
        new(sequences ? OwnedKind.OnFutureSequences : OwnedKind.OnFutureTables, schema, null, privilege, grantee, creator);

    /// <summary>The place of a table in a publication.</summary>
    public static Owned Listing(TableName table, string publication) =>
        new(OwnedKind.Listing, table.Schema, table.Name, null, null, publication);

    /// <summary>A table.</summary>
    public static Owned Table(TableName table) => new(OwnedKind.Table, table.Schema, table.Name, null, null, null);

    /// <summary>A replication slot.</summary>
    public static Owned Slot(string name) => new(OwnedKind.Slot, "", null, null, null, name);

    /// <summary>The replica identity of a table: FULL, DEFAULT, NOTHING, or INDEX and which.</summary>
    public static Owned Identity(TableName table, string keyword, string? index, bool isFormer = false) =>
        new(isFormer ? OwnedKind.FormerIdentity : OwnedKind.Identity, table.Schema, table.Name, keyword, null, index);

    /// <summary>A membership.</summary>
    public static Owned Membership(string role, string member, string? grantor) =>
        new(OwnedKind.Membership, "", null, null, member, role) { Grantor = grantor };

    /// <summary>An option of a membership, given or not: ADMIN, INHERIT or SET.</summary>
    public static Owned MembershipOption(string option, bool value, string role, string member, string? grantor) =>
        new(OwnedKind.MembershipOption, "", null, option, member, role) { Grantor = grantor, Value = value };

    /// <summary>That a role reads the changes of a table from a publication by a slot; and writes into the table, too.</summary>
    public static Owned Reading(TableName table, string role, string publication, string slot, bool writes = false) =>
        new(OwnedKind.Reading, table.Schema, table.Name, slot, role, publication) { Value = writes };

    /// <inheritdoc/>
    public static Owned Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var owned) ? owned : throw new FormatException($"'{s}' names nothing that can be owned.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out Owned result)
    {
        var words = Words(s ?? "");
        result = words switch
        {
            [Slots, var slot] when Identifier.Unquote(slot) is { } name => Slot(name),
            [Former, .. var former] when IdentityOf(former, isFormer: true) is { } identity => identity,
            ["REPLICA", ..] when IdentityOf(words, isFormer: false) is { } identity => identity,
            [Memberships, ..] when MembershipOf(words) is { } membership => membership,
            [var option, On or Off, "FOR", .. var rest] when MembershipOf(rest) is { } membership => MembershipOption(
                option,
                words[1] == On,
                membership.Holder!,
                membership.Grantee!,
                membership.Grantor
            ),
            [Tables, var table] when TableName.TryParse(table, provider, out var name) => Table(name),
            [Tables, var table, "IN", "PUBLICATION", var publication]
                when TableName.TryParse(table, provider, out var name) && Identifier.Unquote(publication) is { } lister => Listing(
                name,
                lister
            ),
            [Tables, var table, Read or Written, "BY", var role, "FROM", var publication, "AT", Slots, var slot]
                when TableName.TryParse(table, provider, out var name)
                    && Identifier.Unquote(role) is { } reader
                    && Identifier.Unquote(publication) is { } source
                    && Identifier.Unquote(slot) is { } position => Reading(name, reader, source, position, words[2] == Written),
            [var privilege, "ON", Tables, var table, "TO", var role]
                when TableName.TryParse(table, provider, out var name) && Identifier.Unquote(role) is { } grantee => OnTable(
                privilege,
                name,
                grantee
            ),
            [var privilege, "ON", Sequences, var sequence, "TO", var role]
                when TableName.TryParse(sequence, provider, out var name) && Identifier.Unquote(role) is { } grantee => OnSequence(
                privilege,
                name,
                grantee
            ),
            [var privilege, "ON", Schemas, var schema, "TO", var role]
                when Identifier.Unquote(schema) is { } name && Identifier.Unquote(role) is { } grantee => OnSchema(
                privilege,
                name,
                grantee
            ),
            [var privilege, "ON", "FUTURE", "TABLES" or "SEQUENCES", "IN", var schema, "OF", var maker, "TO", var role]
                when Identifier.Unquote(schema) is { } name
                    && Identifier.Unquote(maker) is { } creator
                    && Identifier.Unquote(role) is { } grantee => OnFuture(privilege, words[3] == "SEQUENCES", name, creator, grantee),
            _ => null,
        };
        return result is not null;
    }

    /// <inheritdoc/>
    public int CompareTo(Owned? other) => string.CompareOrdinal(ToString(), other?.ToString());

    /// <summary>Two of them are the same where their parts are.</summary>
    public bool Equals(Owned? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The text, which <see cref="Parse"/> reads back.</summary>
    public override string ToString() =>
        _text ??= Kind switch
        {
            OwnedKind.OnTable => $"{Privilege} ON {Tables} {Name}{To}",
            OwnedKind.OnSequence => $"{Privilege} ON {Sequences} {Name}{To}",
            OwnedKind.OnSchema => $"{Privilege} ON {Schemas} {Identifier.Bare(Schema)}{To}",
            OwnedKind.OnFutureTables => $"{Privilege} ON {FutureTables} {Identifier.Bare(Schema)} OF {Identifier.Bare(Holder!)}{To}",
            OwnedKind.OnFutureSequences => $"{Privilege} ON {FutureSequences} {Identifier.Bare(Schema)} OF {Identifier.Bare(Holder!)}{To}",
            OwnedKind.Listing => $"{Tables} {Name} IN PUBLICATION {Identifier.Bare(Holder!)}",
            OwnedKind.Slot => $"{Slots} {Identifier.Bare(Holder!)}",
            OwnedKind.Identity => $"REPLICA IDENTITY {Privilege}{Of} OF {Tables} {Name}",
            OwnedKind.Membership => MembershipText,
            OwnedKind.MembershipOption => $"{Privilege} {(Value ? On : Off)} FOR {MembershipText}",
            OwnedKind.Reading => $"{Tables} {Name} {(Value ? Written : Read)} BY {Identifier.Bare(Grantee!)} "
                + $"FROM {Identifier.Bare(Holder!)} AT {Slots} {Identifier.Bare(Privilege!)}",
            OwnedKind.FormerIdentity => $"{Former} REPLICA IDENTITY {Privilege}{Of} OF {Tables} {Name}",
            _ => $"{Tables} {Name}",
        };

    private string To => $" TO {Identifier.Bare(Grantee!)}";

    private string Of => Holder is null ? "" : $" {Identifier.Bare(Holder)}";

    private string MembershipText =>
        $"{Memberships} OF {Identifier.Bare(Grantee!)} IN {Identifier.Bare(Holder!)}"
        + (Grantor is null ? "" : $" BY {Identifier.Bare(Grantor)}");

    private static Owned? MembershipOf(IReadOnlyList<string> words) =>
        words switch
        {
            [Memberships, "OF", var member, "IN", var role]
                when Identifier.Unquote(member) is { } grantee && Identifier.Unquote(role) is { } holder => Membership(
                holder,
                grantee,
                null
            ),
            [Memberships, "OF", var member, "IN", var role, "BY", var grantor]
                when Identifier.Unquote(member) is { } grantee
                    && Identifier.Unquote(role) is { } holder
                    && Identifier.Unquote(grantor) is { } by => Membership(holder, grantee, by),
            _ => null,
        };

    private static Owned? IdentityOf(IReadOnlyList<string> words, bool isFormer) =>
        words switch
        {
            ["REPLICA", "IDENTITY", var keyword, "OF", Tables, var table] when TableName.TryParse(table, null, out var name) => Identity(
                name,
                keyword,
                null,
                isFormer
            ),
            ["REPLICA", "IDENTITY", var keyword, var index, "OF", Tables, var table]
                when TableName.TryParse(table, null, out var name) && Identifier.Unquote(index) is { } used => Identity(
                name,
                keyword,
                used,
                isFormer
            ),
            _ => null,
        };

    // Split at spaces, but not at those in double quotes.
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var (start, isQuoted) = (0, false);
        for (var at = 0; at <= text.Length; at++)
        {
            if (at == text.Length || (text[at] == ' ' && !isQuoted))
            {
                words.Add(text[start..at]);
                start = at + 1;
            }
            else if (text[at] == '"')
            {
                isQuoted = !isQuoted;
            }
        }

        return words;
    }
}
