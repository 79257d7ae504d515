using System.Diagnostics;

namespace NeonFlow.Cli.Tests;

/// <summary>A <c>neonflow local</c> that runs until it is disposed of.</summary>
internal sealed class LocalCloudProcess : IAsyncDisposable
{
    private const string LastLine = "Ctrl-C ends the local cloud and everything in it.";

    private readonly Process _process;

    private LocalCloudProcess(Process process, string welcome) => (_process, Welcome) = (process, welcome);

    /// <summary>What it printed when it ran.</summary>
    public string Welcome { get; }

    public static async Task<LocalCloudProcess> StartAsync(params string[] args)
    {
        var process = CommandLine.Start(args);
        var errors = process.StandardError.ReadToEndAsync();
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line == LastLine)
            {
                return new(process, string.Concat(lines.Select(static l => l + "\n")));
            }
        }

        Assert.Fail($"neonflow local ended: {string.Join('\n', lines)}\n{await errors}");
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
