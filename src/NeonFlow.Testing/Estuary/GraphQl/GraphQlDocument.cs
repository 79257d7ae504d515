using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary.GraphQl;

/// <summary>One operation of a GraphQL document, with its variables put in.</summary>
internal sealed class GraphQlDocument
{
    private readonly string _text;
    private readonly JsonObject _variables;
    private readonly Dictionary<string, IReadOnlyList<Selection>> _fragments = new(StringComparer.Ordinal);
    private int _at;

    private GraphQlDocument(string text, JsonObject variables) => (_text, _variables) = (text, variables);

    public bool IsMutation { get; private set; }
    public IReadOnlyList<Selection> Fields { get; private set; } = [];

    /// <summary>Name of the operation in a request body, without checking anything.</summary>
    public static string? NameOf(string body)
    {
        var request = Json.ParseObject(body);
        if (request?["operationName"].String() is { } name)
        {
            return name;
        }
        var words = request?["query"].String()?.Split([' ', '\n', '\r', '\t', '(', '{'], StringSplitOptions.RemoveEmptyEntries);
        return words is { Length: > 1 } && words[0] is "query" or "mutation" ? words![1] : null;
    }

    public static GraphQlDocument Parse(string text, JsonObject? variables, string? operation)
    {
        var document = new GraphQlDocument(text, variables ?? []);
        document.ParseAll(operation);
        return document;
    }

    private void ParseAll(string? wanted)
    {
        var found = new List<(string? Name, bool Mutation, IReadOnlyList<Selection> Fields)>();
        Skip();
        while (_at < _text.Length)
        {
            if (Peek() == '{')
            {
                found.Add((null, false, Selections()));
                Skip();
                continue;
            }
            var word = Name();
            switch (word)
            {
                case "query" or "mutation":
                    Skip();
                    var name = char.IsLetter(Peek()) || Peek() == '_' ? Name() : null;
                    Skip();
                    if (Peek() == '(')
                    {
                        Definitions();
                    }
                    Skip();
                    found.Add((name, word == "mutation", Selections()));
                    break;
                case "fragment":
                    Skip();
                    var fragment = Name();
                    Skip();
                    if (Name() != "on")
                    {
                        throw Unexpected();
                    }
                    Skip();
                    _ = Name();
                    Skip();
                    _fragments[fragment] = Selections();
                    break;
                default:
                    throw Unexpected();
            }
            Skip();
        }
        var chosen = found.Count == 1 ? found[0] : found.FirstOrDefault(o => o.Name == wanted);
        if (chosen.Fields is null)
        {
            throw new GraphQlException("Operation name required in request.");
        }
        IsMutation = chosen.Mutation;
        Fields = Flatten(chosen.Fields);
    }

    /// <summary>The fields with fragments put in their place and what is not included left out.</summary>
    public IReadOnlyList<Selection> Flatten(IReadOnlyList<Selection> selections) =>
        [
            .. selections
                .Where(s => s.Included)
                .SelectMany(s =>
                    !s.IsFragment
                        ? [s]
                        : Flatten(
                            s.Name == "..."
                                ? s.Children
                                : _fragments.GetValueOrDefault(s.Name[3..])
                                    ?? throw new GraphQlException($"Unknown fragment: \"{s.Name[3..]}\"")
                        )
                ),
        ];

    private IReadOnlyList<Selection> Selections()
    {
        Expect('{');
        var list = new List<Selection>();
        for (Skip(); Peek() != '}'; Skip())
        {
            list.Add(One());
        }
        _at++;
        return list;
    }

    private Selection One()
    {
        string name;
        if (_text.AsSpan(_at).StartsWith("..."))
        {
            _at += 3;
            Skip();
            name = "...";
            if (Peek() is not ('{' or '@'))
            {
                var word = Name();
                if (word == "on")
                {
                    Skip();
                    _ = Name();
                }
                else
                {
                    name += word;
                }
            }
        }
        else
        {
            name = Name();
        }
        var alias = name;
        Skip();
        if (Peek() == ':')
        {
            _at++;
            Skip();
            name = Name();
            Skip();
        }
        var arguments = Peek() == '(' ? Arguments() : [];
        var included = true;
        for (Skip(); Peek() == '@'; Skip())
        {
            _at++;
            var directive = Name();
            Skip();
            var condition = Arguments()["if"].IsTrue();
            included &= directive switch
            {
                "include" => condition,
                "skip" => !condition,
                _ => throw new GraphQlException($"Unknown directive \"{directive}\""),
            };
        }
        return new Selection(name, alias, arguments, Peek() == '{' ? Selections() : [], included);
    }

    private JsonObject Arguments()
    {
        Expect('(');
        var result = new JsonObject();
        for (Skip(); Peek() != ')'; Skip())
        {
            var name = Name();
            Skip();
            Expect(':');
            Skip();
            result[name] = Value();
        }
        _at++;
        return result;
    }

    // Only defaults matter: the values were given beside the text.
    private void Definitions()
    {
        Expect('(');
        for (Skip(); Peek() != ')'; Skip())
        {
            Expect('$');
            var name = Name();
            Skip();
            Expect(':');
            var start = _at;
            while (_at < _text.Length && Peek() is not ('=' or '$' or ')' or ','))
            {
                _at++;
            }
            var required = _text[start.._at].TrimEnd().EndsWith('!');
            if (Peek() == '=')
            {
                _at++;
                Skip();
                var given = Value();
                if (!_variables.ContainsKey(name))
                {
                    _variables[name] = given;
                }
            }
            else if (required && _variables[name] is null)
            {
                throw new GraphQlException($"Variable \"${name}\" of a required type was not provided");
            }
        }
        _at++;
    }

    private JsonNode? Value()
    {
        switch (Peek())
        {
            case '$':
                _at++;
                return _variables[Name()].Copy();
            case '[':
                _at++;
                var list = new JsonArray();
                for (Skip(); Peek() != ']'; Skip())
                {
                    list.Add(Value());
                }
                _at++;
                return list;
            case '{':
                _at++;
                var map = new JsonObject();
                for (Skip(); Peek() != '}'; Skip())
                {
                    var key = Name();
                    Skip();
                    Expect(':');
                    Skip();
                    map[key] = Value();
                }
                _at++;
                return map;
            case '"':
                return Text();
            case var c when char.IsAsciiDigit(c) || c == '-':
                var start = _at++;
                while (_at < _text.Length && (char.IsAsciiLetterOrDigit(Peek()) || Peek() is '.' or '+' or '-'))
                {
                    _at++;
                }
                return JsonNode.Parse(_text[start.._at]);
            default:
                return Name() switch
                {
                    "true" => true,
                    "false" => false,
                    "null" => null,
                    var literal => literal,
                };
        }
    }

    private JsonNode Text()
    {
        var block = _text.AsSpan(_at).StartsWith("\"\"\"");
        if (block)
        {
            var end = _text.IndexOf("\"\"\"", _at + 3, StringComparison.Ordinal);
            if (end < 0)
            {
                throw Unexpected();
            }
            var raw = _text[(_at + 3)..end];
            _at = end + 3;
            return raw.Trim();
        }
        var text = new StringBuilder("\"");
        for (_at++; Peek() != '"'; _at++)
        {
            text.Append(Peek());
            if (Peek() == '\\')
            {
                text.Append(_text[++_at]);
            }
        }
        _at++;
        return JsonNode.Parse(text.Append('"').ToString())!;
    }

    private string Name()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }
        return _at > start ? _text[start.._at] : throw Unexpected();
    }

    private char Peek() => _at < _text.Length ? _text[_at] : throw new GraphQlException("unexpected end of the query");

    private void Expect(char c)
    {
        if (Peek() != c)
        {
            throw Unexpected();
        }
        _at++;
    }

    private void Skip()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]) || _text[_at] is ',' or '\ufeff')
            {
                _at++;
            }
            else if (_text[_at] == '#')
            {
                while (_at < _text.Length && _text[_at] != '\n')
                {
                    _at++;
                }
            }
            else
            {
                return;
            }
        }
    }

    private GraphQlException Unexpected() =>
        new(string.Create(CultureInfo.InvariantCulture, $"syntax error at character {_at} of the query"));
}
