using System.Text.RegularExpressions;

namespace NeonFlow.SchemaGen.Tests;

/// <summary>A program in TypeScript, Python or Go, as far as the package schema can judge it: tokens, inputs, outputs.</summary>
internal sealed partial class OtherProgram
{
    private static readonly Dictionary<string, OtherProgram> Languages = new(StringComparer.Ordinal)
    {
        ["typescript"] = new(
            TypeScriptResource(),
            TypeScriptFunction(),
            TypeScriptInput(),
            static name => name,
            static function => function
        ),
        ["python"] = new(PythonResource(), PythonFunction(), PythonInput(), Camel, Camel),
        ["go"] = new(GoResource(), GoFunction(), GoInput(), Lower, Lower),
    };

    private readonly Regex _resource;
    private readonly Regex _function;
    private readonly Regex _input;
    private readonly Func<string, string> _property;
    private readonly Func<string, string> _call;

    private OtherProgram(Regex resource, Regex function, Regex input, Func<string, string> property, Func<string, string> call) =>
        (_resource, _function, _input, _property, _call) = (resource, function, input, property, call);

    /// <summary>What is wrong with the program, and the tokens that it uses.</summary>
    public static (IReadOnlyList<string> Wrong, IReadOnlyCollection<string> Tokens) Check(
        PackageSchema schema,
        string language,
        string text
    ) => Languages[language].Check(schema, text);

    private (IReadOnlyList<string> Wrong, IReadOnlyCollection<string> Tokens) Check(PackageSchema schema, string text)
    {
        var wrong = new List<string>();
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var (match, token) in _resource
                .Matches(text)
                .Select(static m => (m, $"neonflow:{m.Groups["module"].Value}:{m.Groups["type"].Value}"))
                .Concat(_function.Matches(text).Select(m => (m, $"neonflow:{m.Groups["module"].Value}:{_call(m.Groups["type"].Value)}")))
        )
        {
            tokens[match.Groups["var"].Value] = token;
            var given = Parts(text, match.Groups["open"].Index)
                .Select(p => _input.Match(p))
                .Where(static m => m.Success)
                .Select(m => _property(m.Groups["input"].Value));
            wrong.AddRange(schema.Misnamed(token, [.. given]));
        }

        foreach (var (variable, token) in tokens)
        {
            wrong.AddRange(
                Regex
                    .Matches(text, $@"(?<![\w.""/]){variable}\.(?<output>\w+)")
                    .Select(m => _property(m.Groups["output"].Value))
                    .Where(o => schema.InputsOf(token) is not null && !schema.OutputsOf(token).TryGetProperty(o, out _))
                    .Select(o => $"{token} has no output {o}")
            );
        }

        return (wrong, tokens.Values);
    }

    // What stands between the brackets that open there, parted by the commas that are in no others.
    private static List<string> Parts(string text, int open)
    {
        var (parts, depth, from) = (new List<string>(), 0, open + 1);
        for (var at = open; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"':
                    at = text.IndexOf('"', at + 1);
                    break;
                case '{' or '(' or '[':
                    depth++;
                    break;
                case '}' or ')' or ']' when --depth == 0:
                    parts.Add(text[from..at]);
                    return parts;
                case ',' when depth == 1:
                    parts.Add(text[from..at]);
                    from = at + 1;
                    break;
            }
        }

        throw new FormatException($"What opens at {open} does not close.");
    }

    private static string Camel(string snake) => Underscored().Replace(snake, static m => m.Groups[1].Value.ToUpperInvariant());

    private static string Lower(string pascal) => char.ToLowerInvariant(pascal[0]) + pascal[1..];

    [GeneratedRegex("_(.)")]
    private static partial Regex Underscored();

    [GeneratedRegex(@"const (?<var>\w+) = new neonflow\.(?<module>\w+)\.(?<type>\w+)\(""[^""]+"", (?<open>\{)")]
    private static partial Regex TypeScriptResource();

    [GeneratedRegex(@"const (?<var>\w+) = neonflow\.(?<module>\w+)\.(?<type>\w+)Output\((?<open>\{)")]
    private static partial Regex TypeScriptFunction();

    [GeneratedRegex(@"^\s*(?<input>\w+)\s*(?::|$)")]
    private static partial Regex TypeScriptInput();

    [GeneratedRegex(@"(?<var>\w+) = neonflow\.(?<module>\w+)\.(?<type>[A-Z]\w+)(?<open>\()")]
    private static partial Regex PythonResource();

    [GeneratedRegex(@"(?<var>\w+) = neonflow\.(?<module>\w+)\.(?<type>\w+)_output(?<open>\()")]
    private static partial Regex PythonFunction();

    [GeneratedRegex(@"^\s*(?!opts=)(?<input>\w+)=")]
    private static partial Regex PythonInput();

    [GeneratedRegex(@"(?<var>\w+), err := (?<module>\w+)\.New(?<type>\w+)\(ctx, ""[^""]+"", &\k<module>\.\k<type>Args(?<open>\{)")]
    private static partial Regex GoResource();

    [GeneratedRegex(@"(?<var>\w+) := (?<module>\w+)\.(?<type>Get\w+)Output\(ctx, \k<module>\.\k<type>OutputArgs(?<open>\{)")]
    private static partial Regex GoFunction();

    [GeneratedRegex(@"^\s*(?<input>\w+):")]
    private static partial Regex GoInput();
}
