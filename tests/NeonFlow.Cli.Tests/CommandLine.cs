using System.Diagnostics;
using NeonFlow.Harness;

namespace NeonFlow.Cli.Tests;

/// <summary>The command line as a process.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string input, params string[] args)
    {
        using var process = Start(args);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>A command that runs on its own; its standard streams are the caller's.</summary>
    public static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var arg in args.Prepend(Checkout.Built("NeonFlow.Cli", "neonflow.dll")))
        {
            start.ArgumentList.Add(arg);
        }

        start.Environment["FLOW_RUNTIME_CODEC"] = "json";
        return Process.Start(start)!;
    }
}
