using System.Diagnostics;
using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests;

/// <summary>The script that makes a release. The packages themselves are looked at where they are packed.</summary>
public sealed class ReleaseTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("neonflow-release-");

    public void Dispose() => _folder.Delete(recursive: true);

    [NativeFact]
    public async Task The_archive_of_a_system_has_a_provider_that_starts_and_a_checksum()
    {
        var (exitCode, said) = await RunAsync("0.1.0", "--system", "--provider", ProviderUnderTest.Executable);
        Assert.True(exitCode == 0, said);
        Assert.Contains(".tar.gz: starts and prints its port", said, StringComparison.Ordinal);
        var archive = Path.GetFileName(Assert.Single(Directory.GetFiles(_folder.FullName, "*.tar.gz")));
        Assert.Matches("^pulumi-resource-neonflow-v0\\.1\\.0-linux-(amd64|arm64)\\.tar\\.gz$", archive);
        var sums = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(_folder.FullName, "checksums-*.txt")));
        Assert.Contains(archive, sums, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9.9.9", "error: the sources say 0.1.0; write <Version>9.9.9</Version> into Directory.Build.props")]
    [InlineData("0.1.0 --provider LICENSE", "error: LICENSE is no executable")]
    [InlineData("--draft", "error: unknown option --draft")]
    [InlineData("", "error: name the version: eng/release.sh 0.1.0")]
    public async Task What_cannot_be_released_is_said_before_anything_is_made(string arguments, string said)
    {
        var (exitCode, text) = await RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(1, exitCode);
        Assert.StartsWith(said, text, StringComparison.Ordinal);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task A_folder_that_has_something_in_it_is_left_alone()
    {
        var kept = Path.Combine(_folder.FullName, "kept");
        await File.WriteAllTextAsync(kept, "");
        var (exitCode, said) = await RunAsync("0.1.0", "--system");
        Assert.Equal(1, exitCode);
        Assert.Contains("is not empty", said, StringComparison.Ordinal);
        Assert.True(File.Exists(kept));
    }

    private async Task<(int ExitCode, string Said)> RunAsync(params string[] arguments)
    {
        var script = Checkout.File("eng", "release.sh");
        var start = new ProcessStartInfo("bash", [script, .. arguments, "--dirty", "--output", _folder.FullName, "--pulumi-sdk", "standin"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (said, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await said + await errors);
    }
}
