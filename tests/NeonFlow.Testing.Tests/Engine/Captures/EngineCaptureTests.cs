namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>The test engine does what the real one did: each recorded operation is run again, and nothing may differ.</summary>
[Trait("Category", "engine-captures")]
public sealed class EngineCaptureTests
{
    public static TheoryData<string, int> Steps()
    {
        var steps = new TheoryData<string, int>();
        foreach (var capture in CaptureScope.Captures)
        {
            foreach (var step in Capture.Load(capture).Steps.Where(s => !CaptureScope.IsLeftOut(capture, s.Number)))
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
