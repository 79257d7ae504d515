using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>One recorded scenario of the real engine.</summary>
internal sealed class Capture
{
    private Capture(string name, Version engine, IReadOnlyList<CapturedStep> steps)
    {
        Name = name;
        Engine = engine;
        Steps = steps;
    }

    /// <summary>Where the captures are; <c>NEONFLOW_ENGINE_CAPTURES</c> names another folder.</summary>
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("NEONFLOW_ENGINE_CAPTURES") is { Length: > 0 } given
            ? given
            : Path.Combine(AppContext.BaseDirectory, "Data", "engine-captures");

    /// <summary>Whether somebody named another folder than our own.</summary>
    public static bool IsForeign => Environment.GetEnvironmentVariable("NEONFLOW_ENGINE_CAPTURES") is { Length: > 0 };

    /// <summary>Its file; recordings of older engines are in folders named after them.</summary>
    public string Name { get; }

    /// <summary>The version of the engine that was recorded.</summary>
    public Version Engine { get; }

    public IReadOnlyList<CapturedStep> Steps { get; }

    public static IReadOnlyList<string> Names =>
        [
            .. Directory
                .GetFiles(Folder, "*.json", SearchOption.AllDirectories)
                .Select(static f => Path.ChangeExtension(Path.GetRelativePath(Folder, f), null))
                .Order(StringComparer.Ordinal),
        ];

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

        var engine = ((string)root["engine"]!).Split(' ')[1].TrimStart('v');
        return new(name, Version.Parse(engine), steps);
    }
}
