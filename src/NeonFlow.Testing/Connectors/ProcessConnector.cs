using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Testing.Connectors;

/// <summary>
/// A connector that is an executable of its own, spoken to on standard input and output. Where <c>setsid</c> is there, it and whatever it
/// starts are one group of processes: all of them
/// are told to end, and none outlives it, as nothing outlives a container.
/// </summary>
/// <param name="executable">Path of the executable; it gets no arguments beyond <paramref name="arguments"/>.</param>
/// <param name="arguments">Arguments before anything else, for executables that serve several connectors.</param>
public sealed partial class ProcessConnector(string executable, params string[] arguments) : IConnector
{
    private const int SigKill = 9,
        SigTerm = 15;
    private static readonly string? OwnGroup = OperatingSystem.IsWindows() ? null : RunAs.OnPath("setsid");
    private static readonly TimeSpan TermGrace = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<int> RunAsync(TextReader requests, TextWriter responses, TextWriter log, CancellationToken cancellationToken)
    {
        if (!File.Exists(executable) && RunAs.OnPath(executable) is null)
        {
            await log.WriteLineAsync($"the connector executable {executable} cannot be started: there is no such file")
                .ConfigureAwait(false);
            return 1;
        }
        string[] command = OwnGroup is null ? [executable, .. arguments] : [OwnGroup, executable, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["FLOW_RUNTIME_CODEC"] = "json";
        start.Environment["LOG_FORMAT"] = "json";
        start.Environment["LOG_LEVEL"] = "info";

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            await log.WriteLineAsync($"the connector executable {executable} cannot be started: {e.Message}").ConfigureAwait(false);
            return 1;
        }

        using var stopped = new CancellationTokenSource();
        await using var onStop = cancellationToken.Register(() => Terminate(process));
        var input = PumpInputAsync(process, requests, log, stopped.Token);
        var output = PumpAsync(process.StandardOutput, responses);
        var error = PumpAsync(process.StandardError, log);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        // What it left behind would keep its pipes open, and its slot.
        if (OwnGroup is not null)
        {
            _ = Kill(-process.Id, SigKill);
        }
        await Task.WhenAll(output, error).ConfigureAwait(false);
        await stopped.CancelAsync().ConfigureAwait(false);
        await input.ConfigureAwait(false);
        return process.ExitCode;
    }

    // Names below localhost mean this machine to .NET, and nothing to the resolvers of most other programs.
    private static async Task PumpInputAsync(Process process, TextReader requests, TextWriter log, CancellationToken cancellationToken)
    {
        var told = "";
        try
        {
            while (await requests.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                if (LocalAddress().Match(line) is { Success: true } found && found.Groups["host"].Value is var host && host != told)
                {
                    told = host;
                    await log.WriteLineAsync($$"""{"level":"debug","msg":"the address 127.0.0.1 stands for {{host}}"}""")
                        .ConfigureAwait(false);
                }
                var resolved = LocalAddress().Replace(line, "\"address\":\"127.0.0.1");
                await process.StandardInput.WriteLineAsync(resolved.AsMemory(), cancellationToken).ConfigureAwait(false);
                await process.StandardInput.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
            process.StandardInput.Close();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process ended before its requests did; its exit code and last log line say why.
        }
    }

    private static async Task PumpAsync(StreamReader from, TextWriter to)
    {
        while (await from.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            await to.WriteLineAsync(line).ConfigureAwait(false);
            await to.FlushAsync().ConfigureAwait(false);
        }
    }

    private static void Terminate(Process process)
    {
        try
        {
            if (process.HasExited)
            {
                return;
            }
            if (OperatingSystem.IsWindows())
            {
                process.Kill(entireProcessTree: true);
                return;
            }
            // The group is there a moment after the process is.
            if (OwnGroup is null || Kill(-process.Id, SigTerm) != 0)
            {
                _ = Kill(process.Id, SigTerm);
            }
            _ = KillAfterGraceAsync(process);
        }
        catch (InvalidOperationException) { }
    }

    private static async Task KillAfterGraceAsync(Process process)
    {
        try
        {
            await process.WaitForExitAsync().WaitAsync(TermGrace).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            try
            {
                process.Kill(entireProcessTree: true);
            }
            catch (InvalidOperationException) { }
        }
        catch (InvalidOperationException) { }
    }

    [GeneratedRegex(
        """
            "address":\s*"(?<host>[^":\\]+\.localhost)(?=[":])
            """
    )]
    private static partial Regex LocalAddress();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
