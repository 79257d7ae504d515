using System.Diagnostics;

namespace NeonFlow.Wholesome.Tests;

/// <summary>Packs projects of the repository.</summary>
internal static class Packing
{
    /// <summary>Whether the library was built on the stand-in of the Pulumi SDK.</summary>
#if PULUMI_STANDIN
    public static bool UsesStandIn => true;
#else
    public static bool UsesStandIn => false;
#endif

    /// <summary>
    /// What packs a project without the native compiler: the provider as the program that the tests run, on .NET, under the same name.
    /// </summary>
    public static string[] Managed(string project) =>
        project == "src/NeonFlow.Provider" ? ["-p:PublishAot=false", "-p:ToolPackageRuntimeIdentifiers="] : [];

    /// <summary>Packs what the tests themselves run on, so that nothing is built.</summary>
    /// <param name="project">Folder of the project, relative to the root.</param>
    /// <param name="output">Folder of the package.</param>
    /// <param name="more">Further arguments.</param>
    public static async Task PackAsync(string project, string output, params string[] more)
    {
        var configuration = AppContext.BaseDirectory.Contains(
            $"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}",
            StringComparison.Ordinal
        )
            ? "Release"
            : "Debug";
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "pack",
                project,
                "--no-build",
                "-c",
                configuration,
                "-o",
                output,
                $"-p:PulumiSdk={(UsesStandIn ? "standin" : "nuget")}",
                "-nologo",
                "-v:quiet",
                "-nodeReuse:false",
                .. more,
            ]
        )
        {
            WorkingDirectory = Repository.Root,
        };
        await RunAsync(start);
    }

    /// <summary>Runs a program to its end and returns what it printed; fails with it where the exit code is not 0.</summary>
    public static async Task<string> RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await said + await errors);
        return await said;
    }
}
