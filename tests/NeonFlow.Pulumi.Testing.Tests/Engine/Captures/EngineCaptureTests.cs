namespace NeonFlow.Pulumi.Testing.Tests.Engine.Captures;

/// <summary>The test engine does what the real one did: each recorded operation is run again, and nothing may differ.</summary>
[Trait("Category", "engine-captures")]
public sealed class EngineCaptureTests
{
    /// <summary>The recordings that this engine follows; of a folder that somebody names, every one is asked for.</summary>
    private static readonly string[] Followed =
    [
        "01-first-up",
        "02-refresh-before-update",
        "03-update-kinds",
        "04-replace",
        "06-partial-failures",
        "08-options",
        "09-secrets",
        "10-invoke-and-read",
        "11-construct",
        "12-explicit-provider",
        "14-check-failures",
        "19-versions",
        "20-stale-config",
        "23-removed-and-refreshed",
        "24-values",
        "25-components-and-order",
        "26-check-normalises",
        "27-set-diff",
        "28-drift-gate",
    ];

    public static TheoryData<string, int> Steps()
    {
        var captures = Environment.GetEnvironmentVariable("NEONFLOW_ENGINE_CAPTURES") is { Length: > 0 }
            ? Directory.GetFiles(Capture.Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)
            : Followed.AsEnumerable();
        var steps = new TheoryData<string, int>();
        foreach (var capture in captures)
        {
            foreach (var step in Capture.Load(capture).Steps)
            {
                steps.Add(capture, step.Number);
            }
        }

        return steps;
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Replays_without_a_difference(string capture, int step)
    {
        var differences = await CaptureReplay.DifferencesAsync(capture, step);
        Assert.True(differences.Count == 0, $"{differences.Count} difference(s):\n{string.Join("\n", differences)}");
    }
}
