using System.Diagnostics;
using System.Globalization;
using NeonFlow.Harness;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>
/// An executable without arguments that is <c>neonflow connector source-postgres</c>, and that notes each process it becomes.
/// </summary>
internal sealed class ConnectorExecutable : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("neonflow-connector-").FullName;

    public ConnectorExecutable()
    {
        Path = System.IO.Path.Combine(_folder, "source-postgres");
        File.WriteAllText(
            Path,
            $"#!/bin/sh\necho $$ >>'{Notes}'\nexec dotnet '{Checkout.Built("NeonFlow.Cli", "neonflow.dll")}' connector source-postgres\n"
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public string Path { get; }

    /// <summary>The processes that were started, in order, whether or not they still run.</summary>
    public IReadOnlyList<int> Started =>
        File.Exists(Notes) ? [.. File.ReadAllLines(Notes).Select(line => int.Parse(line, CultureInfo.InvariantCulture))] : [];

    private string Notes => System.IO.Path.Combine(_folder, "started");

    /// <summary>Sends a signal (<c>TERM</c>, <c>KILL</c>) to one process.</summary>
    public static async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start("/bin/kill", ["-s", signal, process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
