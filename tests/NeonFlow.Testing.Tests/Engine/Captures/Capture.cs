using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>One recorded scenario of the real engine.</summary>
internal sealed class Capture
{
    private Capture(string name, IReadOnlyList<CapturedStep> steps)
    {
        Name = name;
        Steps = steps;
    }

    /// <summary>Where the captures are; <c>NEONFLOW_ENGINE_CAPTURES</c> names another folder.</summary>
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("NEONFLOW_ENGINE_CAPTURES") is { Length: > 0 } given
            ? given
            : Path.Combine(AppContext.BaseDirectory, "Data", "engine-captures");

    /// <summary>Whether somebody named another folder than our own.</summary>
    public static bool IsForeign => Environment.GetEnvironmentVariable("NEONFLOW_ENGINE_CAPTURES") is { Length: > 0 };

    public string Name { get; }

    public IReadOnlyList<CapturedStep> Steps { get; }

    public static IReadOnlyList<string> Names =>
        [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    public static Capture Load(string name)
    {
        var root = JsonNode.Parse(
            File.ReadAllText(Path.Combine(Folder, name + ".json")),
            documentOptions: new JsonDocumentOptions { MaxDepth = 1000 }
        )!;
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
