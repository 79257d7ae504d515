using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NeonFlow.Wholesome.Tests;

/// <summary>The recorded cases of NeonFlow.Testing.Tests, and which of them its tests leave out.</summary>
internal static partial class Recordings
{
    private const string Tests = "tests/NeonFlow.Testing.Tests/";

    /// <summary>Every command of the recordings of the real engine.</summary>
    public static IReadOnlyList<Recorded> OfEngine()
    {
        var leftOut = LeftOut()
            .Matches(Repository.Read(Tests + "Engine/Captures/CaptureScope.cs"))
            .ToDictionary(static m => m.Groups[1].Value, static m => Numbers(m.Groups[2].Value), StringComparer.Ordinal);
        return
        [
            .. Files("engine-captures")
                .SelectMany(f =>
                    f.Content["steps"]!
                        .AsArray()
                        .Select(
                            (step, i) =>
                                new Recorded(
                                    f.Name,
                                    Command(step!.AsObject()),
                                    !leftOut.TryGetValue(f.Name, out var steps) || (steps.Length > 0 && !steps.Contains(i + 1))
                                )
                        )
                ),
        ];
    }

    /// <summary>Every case of the recordings of the real connector.</summary>
    public static IReadOnlyList<Recorded> OfConnector()
    {
        var leftOut = TlsCase().Match(Repository.Read(Tests + "Connectors/RecordedSteps.cs")).Groups[1].Value;
        return
        [
            .. Files("connector-captures")
                .SelectMany(f =>
                    (f.Content["cases"] as JsonArray ?? [])
                        .Select(c => (string)c!["case"]!)
                        .Select(name => new Recorded(f.Name, name, name != leftOut))
                ),
        ];
    }

    private static IEnumerable<(string Name, JsonNode Content)> Files(string folder) =>
        Repository
            .Files.Where(f =>
                f.StartsWith($"{Tests}Data/{folder}/", StringComparison.Ordinal) && f.EndsWith(".json", StringComparison.Ordinal)
            )
            .Select(f =>
                (
                    f[$"{Tests}Data/{folder}/".Length..^".json".Length],
                    JsonNode.Parse(Repository.Read(f), documentOptions: new JsonDocumentOptions { MaxDepth = 1000 })!
                )
            );

    // `up+preview` is an up that previews first; what is no operation stands in its words.
    private static string Command(JsonObject step) =>
        (string)step["op"]! is var op && op != "raw"
            ? op.Split('+')[0]
            : string.Join(
                ' ',
                step["args"]!.AsArray().Select(static a => (string)a!).Take((string)step["args"]![0]! is "state" or "stack" ? 2 : 1)
            );

    private static int[] Numbers(string list) =>
        [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static n => int.Parse(n, CultureInfo.InvariantCulture))];

    [GeneratedRegex("""\("([\w./-]+)", \[([\d, ]*)\],""")]
    private static partial Regex LeftOut();

    [GeneratedRegex("""TlsServer = "([\w-]+)";""")]
    private static partial Regex TlsCase();
}
