using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NeonFlow.Harness;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>PgBouncer in transaction mode in front of a server, as Neon's pooled hosts are.</summary>
internal sealed class Pooler : IAsyncDisposable
{
    /// <summary>Names the executable where it is not on PATH.</summary>
    public const string ExecutableVariable = "NEONFLOW_PGBOUNCER";

    private readonly Process _process;
    private readonly string _folder;

    private Pooler(Process process, string folder, int port) =>
        (_process, _folder, Address) = (process, folder, $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");

    public string Address { get; }

    public static string? Executable { get; } =
        Environment.GetEnvironmentVariable(ExecutableVariable) is { Length: > 0 } named
            ? named
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Append("/usr/sbin")
                .Select(folder => Path.Combine(folder, "pgbouncer"))
                .FirstOrDefault(File.Exists);

    public static async Task<Pooler> StartAsync(ShopServer server, bool ignoresParameters)
    {
        var folder = Directory.CreateTempSubdirectory("neonflow-pooler-").FullName;
        var port = FreePort.Find();
        await File.WriteAllTextAsync(Path.Combine(folder, "users.txt"), $"\"flow_capture\" \"{ShopServer.CapturePassword}\"\n");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "pgbouncer.ini"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                [databases]
                * = host=127.0.0.1 port={server.Port}
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = {port}
                unix_socket_dir =
                auth_type = scram-sha-256
                auth_file = {Path.Combine(folder, "users.txt")}
                pool_mode = transaction
                default_pool_size = 1
                {(ignoresParameters ? "ignore_startup_parameters = options, extra_float_digits, replication" : "")}
                """
            )
        );
        if (!OperatingSystem.IsWindows())
        {
            // It runs as another user than root.
            File.SetUnixFileMode(
                folder,
                UnixFileMode.UserRead
                    | UnixFileMode.UserWrite
                    | UnixFileMode.UserExecute
                    | UnixFileMode.OtherRead
                    | UnixFileMode.OtherExecute
            );
        }
        var start = RunAs.Start(Executable!, Path.Combine(folder, "pgbouncer.ini"));
        start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        var pooler = new Pooler(process, folder, port);
        try
        {
            await pooler.AnsweringAsync(port, said);
            return pooler;
        }
        catch
        {
            await pooler.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AnsweringAsync(int port, Task<string> said)
    {
        var deadline = DateTime.UtcNow + ConnectorUnderTest.Patience;
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (!_process.HasExited && DateTime.UtcNow < deadline)
            {
                await Task.Delay(20);
            }
            catch (SocketException)
            {
                throw new InvalidOperationException($"the pooler does not answer: {(_process.HasExited ? await said : "it runs")}");
            }
        }
    }
}
