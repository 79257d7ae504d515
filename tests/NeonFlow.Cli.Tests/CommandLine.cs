using System.Diagnostics;
using NeonFlow.Harness;

namespace NeonFlow.Cli.Tests;

/// <summary>The command line as a process.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command to its end.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(string input, params string[] args) =>
        RunAsync(input, new Dictionary<string, string>(), args);

    /// <summary>Runs a command to its end, with variables on top of this process's own.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string input,
        IReadOnlyDictionary<string, string> environment,
        params string[] args
    )
    {
        using var process = Start(environment, args);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>A command that runs on its own; its standard streams are the caller's.</summary>
    public static Process Start(params string[] args) => Start(new Dictionary<string, string>(), args);

    private static Process Start(IReadOnlyDictionary<string, string> environment, string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var arg in args.Prepend(Checkout.Built("NeonFlow.Cli", "neonflow.dll")))
        {
            start.ArgumentList.Add(arg);
        }

        start.Environment["FLOW_RUNTIME_CODEC"] = "json";
        start.Environment.Remove("PULUMI_CONFIG_PASSPHRASE");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
