namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>The test engine does what the real one did: each recorded operation is run again, and nothing may differ.</summary>
[Trait("Category", "engine-captures")]
[Trait("Category", "long")]
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

    [Fact]
    public void Every_recording_is_replayed_or_left_out_with_a_reason()
    {
        Assert.NotEmpty(Capture.Names);
        var replayed = Steps().Select(static s => s.Data.Item1).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(Capture.Names, n => !replayed.Contains(n) && CaptureScope.LeftOut.All(l => l.Capture != n));
        if (!Capture.IsForeign)
        {
            Assert.All(CaptureScope.LeftOut, static l => Assert.Contains(l.Capture, Capture.Names));
            Assert.All(
                CaptureScope.LeftOut.Where(static l => l.Steps.Length > 0),
                static l => Assert.Empty(l.Steps.Except(Capture.Load(l.Capture).Steps.Select(static s => s.Number)))
            );
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Replays_without_a_difference(string capture, int step)
    {
        var differences = await CaptureReplay.DifferencesAsync(capture, step);
        Assert.True(differences.Count == 0, $"{differences.Count} difference(s):\n{string.Join("\n", differences)}");
    }
}
