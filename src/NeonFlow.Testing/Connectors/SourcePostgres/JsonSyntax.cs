namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>Finds the first mistake in a text that is no JSON, and names it as the real connector's language does.</summary>
internal sealed class JsonSyntax(string text)
{
    private int _at;

    public string Error()
    {
        try
        {
            Value("looking for beginning of value");
            Blanks();
            if (_at < text.Length)
            {
                throw Wrong("after top-level value");
            }
            return "unexpected end of JSON input";
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private FormatException Wrong(string where) =>
        _at >= text.Length
            ? new FormatException("unexpected end of JSON input")
            : new FormatException(
                $"invalid character {(text[_at] == '\'' ? "'\\''" : text[_at] == '"' ? "'\"'" : $"'{text[_at]}'")} {where}"
            );

    private void Blanks()
    {
        while (_at < text.Length && text[_at] is (' ' or '\t' or '\r' or '\n'))
        {
            _at++;
        }
    }

    private char Next(string where) => _at < text.Length ? text[_at] : throw Wrong(where);

    private void Value(string where)
    {
        Blanks();
        switch (Next(where))
        {
            case '{':
                Members();
                break;
            case '[':
                Elements();
                break;
            case '"':
                String();
                break;
            case 't':
                Literal("true");
                break;
            case 'f':
                Literal("false");
                break;
            case 'n':
                Literal("null");
                break;
            case '-' or (>= '0' and <= '9'):
                Number();
                break;
            default:
                throw Wrong(where);
        }
    }

    private void Members()
    {
        _at++;
        Blanks();
        if (Next("looking for beginning of object key string") == '}')
        {
            _at++;
            return;
        }
        while (true)
        {
            Blanks();
            if (Next("looking for beginning of object key string") != '"')
            {
                throw Wrong("looking for beginning of object key string");
            }
            String();
            Blanks();
            if (Next("after object key") != ':')
            {
                throw Wrong("after object key");
            }
            _at++;
            Value("looking for beginning of value");
            Blanks();
            if (Next("after object key:value pair") == '}')
            {
                _at++;
                return;
            }
            if (text[_at] != ',')
            {
                throw Wrong("after object key:value pair");
            }
            _at++;
        }
    }

    private void Elements()
    {
        _at++;
        Blanks();
        if (Next("looking for beginning of value") == ']')
        {
            _at++;
            return;
        }
        while (true)
        {
            Value("looking for beginning of value");
            Blanks();
            if (Next("after array element") == ']')
            {
                _at++;
                return;
            }
            if (text[_at] != ',')
            {
                throw Wrong("after array element");
            }
            _at++;
        }
    }

    private void String()
    {
        for (_at++; Next("in string literal") != '"'; _at++)
        {
            if (text[_at] < ' ')
            {
                throw Wrong("in string literal");
            }
            if (text[_at] != '\\')
            {
                continue;
            }
            _at++;
            if (Next("in string escape code") is not ('b' or 'f' or 'n' or 'r' or 't' or '\\' or '/' or '"' or 'u'))
            {
                throw Wrong("in string escape code");
            }
            if (text[_at] != 'u')
            {
                continue;
            }
            for (var digit = 0; digit < 4; digit++)
            {
                _at++;
                if (!char.IsAsciiHexDigit(Next("in \\u hexadecimal character escape")))
                {
                    throw Wrong("in \\u hexadecimal character escape");
                }
            }
        }
        _at++;
    }

    private void Literal(string word)
    {
        for (var i = 0; i < word.Length; i++, _at++)
        {
            var where = $"in literal {word} (expecting '{word[i]}')";
            if (Next(where) != word[i])
            {
                throw Wrong(where);
            }
        }
    }

    private void Number()
    {
        if (text[_at] == '-')
        {
            _at++;
        }
        if (!char.IsAsciiDigit(Next("in numeric literal")))
        {
            throw Wrong("in numeric literal");
        }
        if (text[_at] == '0')
        {
            _at++;
        }
        else
        {
            while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            {
                _at++;
            }
        }
        if (_at < text.Length && text[_at] == '.')
        {
            _at++;
            if (!char.IsAsciiDigit(Next("after decimal point in numeric literal")))
            {
                throw Wrong("after decimal point in numeric literal");
            }
            while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            {
                _at++;
            }
        }
        if (_at < text.Length && text[_at] is ('e' or 'E'))
        {
            _at++;
            if (_at < text.Length && text[_at] is ('+' or '-'))
            {
                _at++;
            }
            if (!char.IsAsciiDigit(Next("in exponent of numeric literal")))
            {
                throw Wrong("in exponent of numeric literal");
            }
            while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            {
                _at++;
            }
        }
    }
}
