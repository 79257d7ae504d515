namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>
/// A glob over table names: <c>schema.table</c> with a dot, any schema without one; a backslash takes the next character as it is.
/// </summary>
internal sealed class TablePattern
{
    private readonly string? _schema;
    private readonly string _table;

    private TablePattern(string? schema, string table) => (_schema, _table) = (schema, table);

    public static TablePattern Parse(string pattern)
    {
        if (pattern.Length == 0)
        {
            throw new FormatException("invalid table pattern \"\": empty pattern");
        }
        var dots = new List<int>();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
            {
                i++;
            }
            else if (pattern[i] == '.')
            {
                dots.Add(i);
            }
        }
        if (dots.Count > 1)
        {
            throw new FormatException($"invalid table pattern {Go.Quote(pattern)}: more than one unescaped '.'");
        }
        return dots.Count == 1 ? new TablePattern(pattern[..dots[0]], pattern[(dots[0] + 1)..]) : new TablePattern(null, pattern);
    }

    public bool Matches(string schema, string table) => (_schema is null || Glob(_schema, schema)) && Glob(_table, table);

    private static bool Glob(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        if (pattern.IsEmpty)
        {
            return text.IsEmpty;
        }
        switch (pattern[0])
        {
            case '*':
                for (var taken = 0; taken <= text.Length; taken++)
                {
                    if (Glob(pattern[1..], text[taken..]))
                    {
                        return true;
                    }
                }
                return false;
            case '?':
                return !text.IsEmpty && Glob(pattern[1..], text[1..]);
            case '\\' when pattern.Length > 1:
                return !text.IsEmpty && text[0] == pattern[1] && Glob(pattern[2..], text[1..]);
            default:
                return !text.IsEmpty && text[0] == pattern[0] && Glob(pattern[1..], text[1..]);
        }
    }
}
