using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Postgres;

/// <summary>A schema and a relation in it, kept exactly as in the catalogue.</summary>
/// <param name="Schema">Schema name.</param>
/// <param name="Name">Relation name.</param>
public readonly record struct TableName(string Schema, string Name) : IComparable<TableName>, IParsable<TableName>
{
    /// <summary>Both parts quoted, for use in statements.</summary>
    public string Sql => string.Concat(Identifier.Quote(Schema), ".", Identifier.Quote(Name));

    /// <summary>The name in lower case: two names that differ in case at most have the same.</summary>
    public TableName InLowerCase => new(Schema.ToLowerInvariant(), Name.ToLowerInvariant());

    /// <summary>
    /// Reads <c>schema.table</c>. A part in double quotes may hold anything; a bare part letters, digits, _, $ and - . Case is kept as
    /// written.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The name, when the result is true.</param>
    /// <param name="fault">What is wrong and what to write instead, otherwise.</param>
    public static bool TryParse(string? text, out TableName name, out NameFault? fault)
    {
        name = default;
        if (!NameParser.TryParse(text, out var parts, out fault))
        {
            return false;
        }
        if (parts.Count != 2)
        {
            fault =
                parts.Count == 1
                    ? new(
                        $"The table name '{Identifier.Shown(text)}' has no schema.",
                        $"Write schema and table: \"public.{Identifier.Bare(parts[0]).Replace("\"", "\\\"", StringComparison.Ordinal)}\"."
                    )
                    : new(
                        $"The table name '{Identifier.Shown(text)}' has {parts.Count} parts.",
                        "Write schema and table only; the database comes from the connection. A dot inside a name needs double quotes."
                    );
            return false;
        }
        name = new TableName(parts[0], parts[1]);
        return true;
    }

    /// <summary>Reads <c>schema.table</c>.</summary>
    /// <exception cref="FormatException">The text is not one.</exception>
    public static TableName Parse(string text) =>
        TryParse(text, out var name, out var fault) ? name : throw new FormatException($"{fault!.Reason} {fault.Fix}");

    /// <inheritdoc/>
    public static TableName Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TableName result) =>
        TryParse(s, out result, out _);

    /// <summary>The canonical text, which reads back to the same name.</summary>
    public override string ToString() => string.Concat(Identifier.Bare(Schema), ".", Identifier.Bare(Name));

    /// <inheritdoc/>
    public int CompareTo(TableName other)
    {
        var bySchema = string.CompareOrdinal(Schema, other.Schema);
        return bySchema != 0 ? bySchema : string.CompareOrdinal(Name, other.Name);
    }
}
