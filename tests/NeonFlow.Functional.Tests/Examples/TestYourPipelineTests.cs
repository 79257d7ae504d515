using System.Diagnostics;
using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests.Examples;

/// <summary>The test project of the example, run as the program that it is.</summary>
[Trait("Category", "long")]
public sealed class TestYourPipelineTests
{
    [Fact]
    public async Task The_test_of_the_example_passes()
    {
        var start = new ProcessStartInfo("dotnet", [Built()]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // It names no provider, and finds this one as a user's does.
        start.Environment["NEONFLOW_PROVIDER"] = ProviderUnderTest.Executable;
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await said + await errors);
        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", await said, StringComparison.Ordinal);
    }

    private static string Built() =>
        Checkout.File(
            "examples",
            "TestYourPipeline",
            "Shop.Tests",
            "bin",
            AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug",
            "net10.0",
            "Shop.Tests.dll"
        );
}
