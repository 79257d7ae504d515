using System.Diagnostics;

namespace NeonFlow.Benchmarks;

/// <summary>One start of an executable, up to its port line.</summary>
internal sealed record Start(double Time, Memory Memory)
{
    public static Start Of(string executable)
    {
        var watch = Stopwatch.StartNew();
        using var process = Launch(executable);
        process.StandardOutput.ReadLine();
        var start = new Start(watch.Elapsed.TotalMilliseconds, Memory.Of(process));
        process.Kill();
        process.WaitForExit();
        return start;
    }

    public static Process Launch(string executable) =>
        Process.Start(
            new ProcessStartInfo(executable, "127.0.0.1:1")
            {
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
                UseShellExecute = false,
            }
        )!;

    public static double Megabytes(long bytes) => bytes / 1e6;
}
