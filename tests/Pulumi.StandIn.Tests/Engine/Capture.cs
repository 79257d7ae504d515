using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Grpc.Core;

namespace PulumiSdkTests.Engine;

/// <summary>A recorded run of the real SDK: answers as recorded, and what the requests were.</summary>
internal sealed partial class Capture : IAnswers
{
    private readonly JsonNode _document;

    public Capture(string name)
    {
        Name = name;
        _document = Load(name);
        Calls = [.. _document["calls"]!.AsArray().Select(call => call!)];
    }

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Data", "captures");

    public string Name { get; }

    public IReadOnlyList<JsonNode> Calls { get; }

    public int ExitCode => (int)_document["exitCode"]!;

    public IReadOnlyDictionary<string, string> Environment =>
        _document["environment"]!.AsObject().ToDictionary(entry => entry.Key, entry => (string)entry.Value!);

    public static JsonNode Load(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{name}.json")))!;

    /// <summary>Calls in a form that two runs can be compared by: one text per call, without what depends on machine and moment.</summary>
    public static List<string> Normalized(IEnumerable<(string Method, JsonNode Request)> calls, bool failed) =>
        [
            .. calls
                .Where(call => call.Method != "ResourceMonitor.SupportsFeature" && !(failed && IsRoot(call.Request)))
                .Select(call => $"{call.Method} {Callback().Replace(Sorted(CleanLog(call.Method, call.Request))!.ToJsonString(), "{}")}")
                .Order(StringComparer.Ordinal),
        ];

    public List<string> Expected() => Normalized(Calls.Select(call => ((string)call["method"]!, call["request"]!)), ExitCode == 32);

    public static SortedSet<string> Features(IEnumerable<(string Method, JsonNode Request)> calls) =>
        [.. calls.Where(call => call.Method == "ResourceMonitor.SupportsFeature").Select(call => (string)call.Request["id"]!)];

    public JsonNode To(RecordedCall call)
    {
        var recorded = Calls.Where(candidate => (string)candidate["method"]! == call.Method).ToList();
        var match =
            recorded.FirstOrDefault(candidate => Sorted(candidate["request"]!)!.ToJsonString() == Sorted(call.Request)!.ToJsonString())
            ?? recorded.FirstOrDefault(candidate =>
                (string?)candidate["request"]!["name"] == (string?)call.Request["name"]
                && (string?)candidate["request"]!["tok"] == (string?)call.Request["tok"]
                && (string?)candidate["request"]!["id"] == (string?)call.Request["id"]
            );
        if (match?["error"] is { } error)
        {
            throw new RpcException(
                new Status(
                    StatusCode.Unknown,
                    Detail().Match((string)error!) is { Success: true } detail ? detail.Groups[1].Value : VersionMessage
                )
            );
        }

        return match?["response"]?.DeepClone()
            ?? (call.Method == "ResourceMonitor.SupportsFeature" ? new JsonObject { ["hasSupport"] = true } : new JsonObject());
    }

    public const string VersionMessage = "Pulumi CLI version 3.0.0 does not satisfy the version range \">=99.0.0\"";

    // A failing program may or may not have come to tell about its stack.
    private static bool IsRoot(JsonNode request) => (string?)request["type"] == "pulumi:pulumi:Stack" || request["outputs"] is not null;

    private static JsonNode CleanLog(string method, JsonNode request)
    {
        if (method != "Engine.Log" || (string)request["severity"]! != "ERROR")
        {
            return request;
        }

        // Which of several waiting tasks reports a failure first is a race: the innermost exception is what they share.
        var message = (string)request["message"]!;
        var clean = request.DeepClone();
        if (message.StartsWith("Running program '", StringComparison.Ordinal))
        {
            var innermost = message.Split('\n').Skip(1).Where(line => !Trace().IsMatch(line)).Last();
            clean["message"] = "Running program failed: " + innermost.Replace(" ---> ", "", StringComparison.Ordinal);
        }

        return clean;
    }

    private static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject fields => new JsonObject(
                fields
                    .OrderBy(field => field.Key, StringComparer.Ordinal)
                    .Select(field => KeyValuePair.Create(field.Key, Sorted(field.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(Sorted)]),
            JsonValue number when number.GetValueKind() == System.Text.Json.JsonValueKind.Number => JsonValue.Create(
                number.GetValue<System.Text.Json.JsonElement>().GetDouble()
            ),
            _ => node?.DeepClone(),
        };

    // Where a program listens, and by which token it knows a function, is new in each run.
    [GeneratedRegex("""\{"target":"127\.0\.0\.1:\w+","token":"[\w-]+"\}""")]
    private static partial Regex Callback();

    [GeneratedRegex("Detail=\"(.*)\"\\)")]
    private static partial Regex Detail();

    [GeneratedRegex(@"^   (at |---)|^--- ")]
    private static partial Regex Trace();
}
