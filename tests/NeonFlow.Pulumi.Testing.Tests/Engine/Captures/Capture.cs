using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Pulumi.Testing.Tests.Engine.Captures;

/// <summary>One recorded scenario of the real engine.</summary>
internal sealed class Capture
{
    private Capture(string name, IReadOnlyList<CapturedStep> steps)
    {
        Name = name;
        Steps = steps;
    }

    /// <summary>Where the captures are; <c>NEONFLOW_ENGINE_CAPTURES</c> names another folder.</summary>
    public static string Folder { get; } = Environment.GetEnvironmentVariable("NEONFLOW_ENGINE_CAPTURES") is { Length: > 0 } given
        ? given
        : Path.Combine(AppContext.BaseDirectory, "Data", "engine-captures");

    public string Name { get; }

    public IReadOnlyList<CapturedStep> Steps { get; }

    public static Capture Load(string name)
    {
        var root = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")), documentOptions: new JsonDocumentOptions { MaxDepth = 1000 })!;
        var steps = new List<CapturedStep>();
        JsonNode? state = null;
        foreach (var step in (JsonArray)root["steps"]!)
        {
            state = step!["state"] is JsonObject after ? after : state;
            steps.Add(new(steps.Count + 1, step.AsObject(), state));
        }

        return new(name, steps);
    }
}

/// <summary>One recorded operation.</summary>
internal sealed class CapturedStep
{
    private readonly JsonObject step;

    public CapturedStep(int number, JsonObject step, JsonNode? state)
    {
        Number = number;
        this.step = step;
        State = state;
        Calls = [.. ((JsonArray)step["calls"]!).Select(c => new CapturedCall(c!.AsObject()))];
    }

    public int Number { get; }

    public string Op => step["op"]!.GetValue<string>();

    public IReadOnlyList<string> Args => [.. (step["args"] as JsonArray ?? []).Select(a => a!.GetValue<string>())];

    public JsonObject? Config => step["config"] as JsonObject;

    public int ExitCode => step["exitCode"]!.GetValue<int>();

    public IReadOnlyList<CapturedCall> Calls { get; }

    public JsonArray EngineEvents => (JsonArray)step["engineEvents"]!;

    /// <summary>The state afterwards.</summary>
    public JsonNode? State { get; }

    /// <summary>The printed lines; null where a JSON document was printed.</summary>
    public IReadOnlyList<string>? Printed => step["stdout"] is JsonArray lines ? [.. lines.Select(l => l!.GetValue<string>())] : null;

    public string? PrintedJson => step["stdout"] is JsonValue text ? text.GetValue<string>() : null;

    public IEnumerable<string> Processes(string kind) =>
        Calls.Where(c => c.Method == "process" && c.Process.StartsWith(kind + "#", StringComparison.Ordinal)).Select(c => c.Process).Distinct();

    /// <summary>The processes that ran the program, in order.</summary>
    public IReadOnlyList<string> ProgramRuns => [.. Calls.Where(c => c.Method == "LanguageRuntime.Run").Select(c => c.Process)];
}

/// <summary>One recorded call.</summary>
internal sealed class CapturedCall(JsonObject call)
{
    public int Seq { get; } = call["seq"]!.GetValue<int>();

    public int? EndSeq { get; } = call["endSeq"]?.GetValue<int>();

    public string Process { get; } = call["process"]!.GetValue<string>();

    public string Method { get; } = call["method"]!.GetValue<string>();

    public JsonObject Request { get; } = call["request"] as JsonObject ?? [];

    public JsonObject? Response { get; } = call["response"] as JsonObject;

    public string? Error { get; } = call["error"]?.GetValue<string>();

    public JsonArray? Details { get; } = call["details"] as JsonArray;

    public JsonObject? Extra { get; } = call["extra"] as JsonObject;

    public bool Unanswered { get; } = call["unanswered"] is not null;

    public string Urn => Request["urn"]?.GetValue<string>() ?? "";

    public string Token => Request["tok"]?.GetValue<string>() ?? "";

    public bool IsPreview => Request["preview"]?.GetValue<bool>() ?? false;
}
