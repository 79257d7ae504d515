using System.Text;

namespace NeonFlow.Postgres;

/// <summary>Names of database objects: checked, then quoted, always.</summary>
public static class Identifier
{
    /// <summary>Longest name the server keeps, in bytes of UTF-8; it cuts longer ones without an error.</summary>
    public const int MaxBytes = 63;

    /// <summary>What is wrong with a name, worded to follow "The name "; null when it is usable.</summary>
    public static string? Fault(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "is empty";
        }
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            return "holds a NUL character, which PostgreSQL cannot store";
        }
        int bytes;
        try
        {
            bytes = Strict.GetByteCount(name);
        }
        catch (EncoderFallbackException)
        {
            return "holds half of a surrogate pair, which is no character";
        }
        return bytes > MaxBytes
            ? $"'{name}' is {bytes} bytes long; PostgreSQL would silently cut it to {MaxBytes}"
            : null;
    }

    /// <summary>As <see cref="Fault"/>, for a role that receives privileges: "public" and "none" cannot be roles.</summary>
    public static string? RoleFault(string? name) => name switch
    {
        // Even quoted, "public" means everybody in GRANT.
        "public" => "'public' is not a role: in GRANT it means everybody",
        "none" => "'none' is reserved by PostgreSQL",
        _ => Fault(name),
    };

    /// <summary>The name in double quotes.</summary>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    public static string Quote(string name) => Fault(name) is { } fault
        ? throw new ArgumentException($"The name {fault}.", nameof(name))
        : string.Concat("\"", name.Replace("\"", "\"\"", StringComparison.Ordinal), "\"");

    /// <summary>Text as an SQL literal.</summary>
    public static string Literal(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("The text holds a NUL character.", nameof(text));
        }
        var doubled = text.Replace("'", "''", StringComparison.Ordinal);
        return doubled.Contains('\\', StringComparison.Ordinal)
            ? string.Concat("E'", doubled.Replace("\\", "\\\\", StringComparison.Ordinal), "'")
            : string.Concat("'", doubled, "'");
    }

    /// <summary>Whether pgoutput finds a publication of this name when a client sends it unquoted: lower case, digits, _ and -.</summary>
    public static bool IsPlainLowerCase(string name) =>
        name.Length > 0 && (name[0] is '_' or (>= 'a' and <= 'z')) && name.All(c => c is '_' or '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9'));

    /// <summary>What is wrong with a slot name, worded to follow "The slot name "; null when the server takes it as it stands.</summary>
    public static string? SlotFault(string? name)
    {
        if (Fault(name) is { } fault)
        {
            return fault;
        }
        return name!.All(c => c is '_' or (>= 'a' and <= 'z') or (>= '0' and <= '9'))
            ? null
            : $"'{name}' holds characters other than lower-case letters, digits and _";
    }

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
}

/// <summary>A schema and a relation in it, kept exactly as in the catalogue.</summary>
/// <param name="Schema">Schema name.</param>
/// <param name="Name">Relation name.</param>
public readonly record struct TableName(string Schema, string Name) : IComparable<TableName>
{
    /// <summary>Both parts quoted, for use in statements.</summary>
    public string Sql => string.Concat(Identifier.Quote(Schema), ".", Identifier.Quote(Name));

    /// <summary>
    /// Reads <c>schema.table</c>. A part in double quotes may hold anything; a bare part letters, digits, _, $ and - . Case is kept as written.
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
                    fault = new($"In the table name {text} a double quote is opened and never closed.", "Close it; a double quote inside a name is written twice.");
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
                        fault = c == '*'
                            ? new($"The table name '{text}' holds a *.", "Name each table, or name the schema instead to take every table in it.")
                            : new($"The table name '{text}' holds the character '{c}' outside double quotes.", "Put the part that holds it in double quotes, for example public.\"order items\" (in C#: \"public.\\\"order items\\\"\").");
                        return false;
                    }
                    at++;
                }
                part = text[start..at];
            }
            if (Identifier.Fault(part) is { } bad)
            {
                fault = new($"In the table name '{text}' the part {parts.Count + 1} {bad}.", "Write schema and table, for example \"public.orders\".");
                return false;
            }
            parts.Add(part);
            if (at == text.Length)
            {
                break;
            }
            if (text[at] != '.')
            {
                fault = new($"In the table name {text} something follows a closing double quote.", "Separate schema and table by one dot, for example public.\"order items\".");
                return false;
            }
            at++;
        }
        if (parts.Count != 2)
        {
            fault = parts.Count == 1
                ? new($"The table name '{text}' has no schema.", $"Write schema and table: \"public.{text}\".")
                : new($"The table name '{text}' has {parts.Count} parts.", "Write schema and table only; the database comes from the connection. A dot inside a name needs double quotes.");
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

/// <summary>Why a name was not understood, and what to write.</summary>
/// <param name="Reason">What is wrong.</param>
/// <param name="Fix">What to write instead.</param>
public sealed record NameFault(string Reason, string Fix);
