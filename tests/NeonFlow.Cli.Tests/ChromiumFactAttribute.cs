using System.Runtime.CompilerServices;

namespace NeonFlow.Cli.Tests;

/// <summary>A test in a headless Chromium; where none is installed it is reported as skipped, by name.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute([CallerFilePath] string? source = null, [CallerLineNumber] int line = -1)
        : base(source, line)
    {
        if (Executable is null)
        {
            Skip = "no chromium on PATH";
        }
    }

    /// <summary>Chromium as Debian's package puts it on PATH; null where there is none.</summary>
    internal static string? Executable { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(static folder => Path.Combine(folder, "chromium"))
            .FirstOrDefault(File.Exists);
}
