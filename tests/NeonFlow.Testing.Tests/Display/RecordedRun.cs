using System.Text.Json.Nodes;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Testing.Tests.Display;

/// <summary>One recorded step of a capture: what was run, what the real CLI printed, and what its display was told.</summary>
internal sealed class RecordedRun
{
    private readonly JsonNode _step;

    private RecordedRun(string file, int index, JsonNode step, IReadOnlyList<JsonNode> before, IReadOnlyList<JsonNode> after, string stack)
    {
        Stack = stack;
        File = file;
        Index = index;
        _step = step;
        Before = before;
        After = after;
    }

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Data", "engine-captures");

    public string File { get; }

    /// <summary>The stack's name, which an earlier step may have changed.</summary>
    public string Stack { get; }

    /// <summary>Whether a signal reached the engine, which is no event of the recording.</summary>
    public bool IsSignalled => ExitCode < 0 || (Printed?.Any(l => l.StartsWith("^C received", StringComparison.Ordinal)) ?? false);

    public int Index { get; }

    /// <summary>The resources of the stack before the step.</summary>
    public IReadOnlyList<JsonNode> Before { get; }

    /// <summary>The resources of the stack after the step.</summary>
    public IReadOnlyList<JsonNode> After { get; }

    public string Operation => Text(_step["op"]);

    public bool IsPreview => Operation == "preview" || Arguments.Contains("--preview-only");

    public IReadOnlyList<string> Arguments => [.. (_step["args"] as JsonArray ?? []).Select(Text)];

    public int ExitCode => (int)_step["exitCode"]!;

    public JsonArray Calls => (JsonArray)_step["calls"]!;

    public JsonArray EngineEvents => (JsonArray)_step["engineEvents"]!;

    /// <summary>The printed lines; null where something else than a display's text was printed.</summary>
    public IReadOnlyList<string>? Printed => _step["stdout"] is JsonArray lines ? [.. lines.Select(Text)] : null;

    public static IReadOnlyList<RecordedRun> Load(string file)
    {
        var capture = JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(Folder, file + ".json")))!;
        var runs = new List<RecordedRun>();
        IReadOnlyList<JsonNode> resources = [];
        var stack = "dev";
        foreach (var step in (JsonArray)capture["steps"]!)
        {
            // A text in the place of the state says that the step left it as it was.
            var after = step!["state"] is JsonObject state ? [.. ((JsonArray)state["resources"]!).Select(r => r!)] : resources;
            runs.Add(new RecordedRun(file, runs.Count, step, resources, after, stack));
            resources = after;
            stack = runs[^1].Arguments is ["stack", "rename", var renamed, ..] ? renamed : stack;
        }

        return runs;
    }

    /// <summary>The operation; a "raw" step names it as its first argument.</summary>
    public OperationKind Kind =>
        (Operation == "raw" ? Arguments[0] : Operation) switch
        {
            "preview" => OperationKind.Preview,
            "refresh" => OperationKind.Refresh,
            "destroy" => OperationKind.Destroy,
            _ => OperationKind.Update,
        };

    internal static string Text(JsonNode? node) => (string?)node ?? "";
}
