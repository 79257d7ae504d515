using System.Text;

namespace NeonFlow.Postgres;

/// <summary>A schema and a relation in it, kept exactly as in the catalogue.</summary>
/// <param name="Schema">Schema name.</param>
/// <param name="Name">Relation name.</param>
public readonly record struct TableName(string Schema, string Name) : IComparable<TableName>
{
    /// <summary>Both parts quoted, for use in statements.</summary>
    public string Sql => string.Concat(Identifier.Quote(Schema), ".", Identifier.Quote(Name));

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
        fault = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            fault = new("The table name is empty.", "Write schema and table, for example \"public.orders\".");
            return false;
        }
        var parts = new List<string>(2);
        var at = 0;
        while (true)
        {
            string part;
            if (at < text.Length && text[at] == '"')
            {
                var quoted = new StringBuilder();
                var closed = false;
                for (at++; at < text.Length; at++)
                {
                    if (text[at] != '"')
                    {
                        quoted.Append(text[at]);
                    }
                    else if (at + 1 < text.Length && text[at + 1] == '"')
                    {
                        quoted.Append('"');
                        at++;
                    }
                    else
                    {
                        closed = true;
                        at++;
                        break;
                    }
                }
                if (!closed)
                {
                    fault = new(
                        $"In the table name {text} a double quote is opened and never closed.",
                        "Close it; a double quote inside a name is written twice."
                    );
                    return false;
                }
                part = quoted.ToString();
            }
            else
            {
                var start = at;
                while (at < text.Length && text[at] != '.')
                {
                    var c = text[at];
                    if (!(char.IsLetterOrDigit(c) || c is '_' or '$' or '-' || char.IsSurrogate(c)))
                    {
                        fault =
                            c == '*'
                                ? new(
                                    $"The table name '{text}' holds a *.",
                                    "Name each table, or name the schema instead to take every table in it."
                                )
                                : new(
                                    $"The table name '{text}' holds the character '{c}' outside double quotes.",
                                    "Put the part that holds it in double quotes, for example public.\"order items\" (in C#: "
                                        + "\"public.\\\"order items\\\"\")."
                                );
                        return false;
                    }
                    at++;
                }
                part = text[start..at];
            }
            if (Identifier.Fault(part) is { } bad)
            {
                fault = new(
                    $"In the table name '{text}' the part {parts.Count + 1} {bad}.",
                    "Write schema and table, for example \"public.orders\"."
                );
                return false;
            }
            parts.Add(part);
            if (at == text.Length)
            {
                break;
            }
            if (text[at] != '.')
            {
                fault = new(
                    $"In the table name {text} something follows a closing double quote.",
                    "Separate schema and table by one dot, for example public.\"order items\"."
                );
                return false;
            }
            at++;
        }
        if (parts.Count != 2)
        {
            fault =
                parts.Count == 1
                    ? new($"The table name '{text}' has no schema.", $"Write schema and table: \"public.{text}\".")
                    : new(
                        $"The table name '{text}' has {parts.Count} parts.",
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

    /// <summary>The canonical text: <see cref="TryParse"/> reads it back to the same name.</summary>
    public override string ToString() => string.Concat(Part(Schema), ".", Part(Name));

    /// <inheritdoc/>
    public int CompareTo(TableName other)
    {
        var bySchema = string.CompareOrdinal(Schema, other.Schema);
        return bySchema != 0 ? bySchema : string.CompareOrdinal(Name, other.Name);
    }

    private static string Part(string part) =>
        part.All(c => char.IsLetterOrDigit(c) || c is '_' or '$' or '-' || char.IsSurrogate(c)) ? part : Identifier.Quote(part);
}
