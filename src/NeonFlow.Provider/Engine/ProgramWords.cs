using System.Text.RegularExpressions;
using NeonFlow.Provider.Contracts;

namespace NeonFlow.Provider.Engine;

/// <summary>
/// A text in the words of what the user wrote. Rooms and rules name the inputs of their own resource, as C# (<c>Name = "orders"</c>) or by
/// path (<c>NF3001 at tables[2]</c>); where the resource is a part of the component, the program wrote the component's.
/// </summary>
internal static partial class ProgramWords
{
    private const string Component = "NeonToEstuary";

    /// <summary>The text as the program's author knows it.</summary>
    /// <param name="target">Whose text it is.</param>
    /// <param name="text">The text.</param>
    public static string Of(Target target, string text) =>
        ResourceName.IsInComponent(target.Urn) && ComponentInputs.OfParts.TryGetValue(target.Type, out var inputs)
            ? OfPart(target.Type, inputs, text)
        // Who calls a function is not told to it.
        : target.Urn.Length == 0 && ComponentInputs.OfCalls.TryGetValue(target.Type, out var args) ? OfCall(args, text)
        : text;

    private static string OfPart(string token, IReadOnlyDictionary<string, string?> inputs, string text)
    {
        var lines = text.Split('\n').Select(line => (Before: line, Now: LineOfPart(inputs, line)));
        var said = string.Join('\n', lines.Where(static l => l.Now.Length > 0 || l.Before.Length == 0).Select(static l => l.Now));
        return Located()
            .Replace(
                said,
                m =>
                {
                    var input = m.Groups["input"].Value;
                    if (!Find(inputs, input, out var name) || name is null)
                    {
                        return m.Value;
                    }
                    var position = ComponentInputs.IsPassedWhole(token, input) ? m.Groups["position"].Value : "";
                    return m.Groups["head"].Value + char.ToLowerInvariant(name[0]) + name[1..] + position;
                }
            );
    }

    private static string LineOfPart(IReadOnlyDictionary<string, string?> inputs, string line)
    {
        // What the component cannot say is no alternative.
        line = Alternative().Replace(line, m => Find(inputs, m.Groups["input"].Value, out var name) && name is null ? "" : m.Value);
        var missing = new List<string>();
        line = Assigned()
            .Replace(
                line,
                m =>
                {
                    var input = m.Groups["input"].Value;
                    if (Find(inputs, input, out var name) && name is null)
                    {
                        missing.Add(input);
                    }
                    return $"{name ?? input} = ";
                }
            );
        line = line.Replace("new CustomResourceOptions {", "new ComponentResourceOptions {", StringComparison.Ordinal);
        if (line.Contains("{ CustomTimeouts = ", StringComparison.Ordinal))
        {
            missing.Add("CustomTimeouts");
        }
        return missing.Count == 0
            ? line
            : $"{line}   // {Component} does not pass {string.Join(" or ", missing)} on: with ResourceTransforms in its options";
    }

    private static string OfCall(IReadOnlyDictionary<string, string?> args, string text) =>
        string.Join(
            '\n',
            text.Split('\n')
                .Select(line =>
                {
                    var others = Assigned()
                        .Matches(line)
                        .Select(static m => m.Groups["input"].Value)
                        .Select(arg => Find(args, arg, out var name) && name != arg ? name : null)
                        .OfType<string>()
                        .ToList();
                    return others.Count == 0 ? line : $"{line}   // {string.Join(", ", others)} of {Component}";
                })
        );

    // A connection's members are written without it where nothing else is meant.
    private static bool Find(IReadOnlyDictionary<string, string?> inputs, string input, out string? name) =>
        inputs.TryGetValue(input, out name) || inputs.TryGetValue("connection." + input, out name);

    [GeneratedRegex(@"(?<![\w.""])(?<!new \w+ \{[^}]*)(?<input>connection\.\w+|[A-Z]\w*) = ")]
    private static partial Regex Assigned();

    [GeneratedRegex(@"(?<=^|\S) *(?://|--) or (?:in the program: )?(?<input>connection\.\w+|[A-Z]\w*) = .*$")]
    private static partial Regex Alternative();

    [GeneratedRegex(@"(?<head>\bNF\d{4}(?: at|:) )(?<input>[a-z]\w*(?:\.[a-z]\w*)?)(?<position>\[[^\]\n]*\])?(?=[:. ])")]
    private static partial Regex Located();
}
