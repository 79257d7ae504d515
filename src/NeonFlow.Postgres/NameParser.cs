using System.Text;

namespace NeonFlow.Postgres;

/// <summary>
/// Reads names joined by dots. A part in double quotes may hold anything; a bare part letters, digits, _, $ and - .
/// </summary>
internal static class NameParser
{
    public static bool TryParse(string? text, out List<string> parts, out NameFault? fault)
    {
        parts = new List<string>(2);
        fault = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            fault = new("The table name is empty.", "Write schema and table, for example \"public.orders\".");
            return false;
        }
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
                        $"In the table name {Identifier.Shown(text)} a double quote is opened and never closed.",
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
                                    $"The table name '{Identifier.Shown(text)}' holds a *.",
                                    "Name each table, or name the schema instead to take every table in it."
                                )
                                : new(
                                    $"The table name '{Identifier.Shown(text)}' holds the character '{c}' outside double quotes.",
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
                    $"In the table name '{Identifier.Shown(text)}' the part {parts.Count + 1} {bad}.",
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
                    $"In the table name {Identifier.Shown(text)} something follows a closing double quote.",
                    "Separate schema and table by one dot, for example public.\"order items\"."
                );
                return false;
            }
            at++;
        }
        return true;
    }
}
