using NeonFlow.Testing.Engine;

namespace NeonFlow.Functional.Tests;

/// <summary>What an operation has to come to; the engine's own text says why it did not.</summary>
internal static class Outcomes
{
    public static async Task<EngineResult> SucceedsAsync(Task<EngineResult> operation, string what = "")
    {
        var result = await operation;
        Assert.True(result.Succeeded, $"{what}\n{result.Text}{result.ErrorText}");
        return result;
    }

    public static async Task NothingChangesAsync(TestEngine engine, string when = "")
    {
        var preview = await engine.PreviewAsync(new() { ExpectNoChanges = true });
        Assert.True(preview.ExitCode == 0, $"{when}\n{preview.Text}{preview.ErrorText}");
    }
}
