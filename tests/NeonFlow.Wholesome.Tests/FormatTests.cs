using System.Diagnostics;

namespace NeonFlow.Wholesome.Tests;

/// <summary>Code is laid out by CSharpier, in the version that .config/dotnet-tools.json names.</summary>
[Trait("Category", "long")]
public sealed class FormatTests
{
    [Fact]
    public async Task Code_is_laid_out_as_CSharpier_does()
    {
        await RestoreAsync();
        var (code, said) = await RunAsync("csharpier", "check", "src", "tests", "examples");
        Assert.True(code == 0, $"dotnet tool restore && dotnet csharpier format src tests examples\n{said}");
    }

    [Fact]
    public async Task Another_layout_is_noticed()
    {
        await RestoreAsync();
        var folder = Directory.CreateTempSubdirectory("neonflow-format-");
        try
        {
            var file = Path.Combine(folder.FullName, "Crooked.cs");
            await File.WriteAllTextAsync(file, "class   Crooked { }\n");
            var (code, said) = await RunAsync("csharpier", "check", file);
            Assert.True(code == 1, said);
            Assert.Contains("Crooked.cs - Was not formatted", said, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RestoreAsync()
    {
        var (code, said) = await RunAsync("tool", "restore");
        if (code != 0)
        {
            Assert.Skip($"no package source has the tools of .config/dotnet-tools.json: {said}");
        }
    }

    private static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await said + await errors);
    }
}
