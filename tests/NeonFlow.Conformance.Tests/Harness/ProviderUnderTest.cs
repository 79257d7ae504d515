using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using Pulumirpc;
using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace NeonFlow.Harness;

/// <summary>
/// The provider as the engine starts it: a process, its port on standard output, gRPC, an engine that listens to its log.
/// </summary>
internal sealed partial class ProviderUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly ConcurrentQueue<string> _said = new();
    private readonly EngineEar _ear;
    private readonly GrpcChannel _channel;

    private ProviderUnderTest(Process process, EngineEar ear, int port, string portLine)
    {
        Process = process;
        _ear = ear;
        Port = port;
        _output.Append(portLine).Append('\n');
        _channel = GrpcChannel.ForAddress(
            $"http://127.0.0.1:{port}",
            new GrpcChannelOptions
            {
                MaxReceiveMessageSize = null,
                MaxSendMessageSize = null,
                HttpHandler = new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true },
                DisposeHttpClient = true,
            }
        );
        Client = new(_channel);
        Output = KeepAsync(process.StandardOutput, _output);
        Errors = KeepAsync(process.StandardError, _errors);
    }

    /// <summary>The executable: <c>NEONFLOW_PROVIDER</c>, else the last build.</summary>
    public static string Executable { get; } =
        Environment.GetEnvironmentVariable("NEONFLOW_PROVIDER") is { Length: > 0 } named ? named : Built();

    public Process Process { get; }

    public int Port { get; }

    public ResourceProvider.ResourceProviderClient Client { get; }

    public CallInvoker Invoker => _channel.CreateCallInvoker();

    public IReadOnlyList<Line> Log => _ear.Lines;

    /// <summary>Everything that people could read: log, errors, refusals, and what maps hold outside of secrets.</summary>
    public IEnumerable<string> Said => [.. _said, .. Log.Select(static l => l.Text), _errors.ToString(), _output.ToString()];

    public string StandardOutput => _output.ToString();

    public string StandardError => _errors.ToString();

    private Task Output { get; }

    private Task Errors { get; }

    /// <summary>Starts a provider; nothing of this process's environment but where programs are found goes in.</summary>
    public static async Task<ProviderUnderTest> StartAsync(IReadOnlyDictionary<string, string>? environment = null, bool isBare = false)
    {
        var ear = await EngineEar.OpenAsync();
        var start = new ProcessStartInfo(Executable)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        if (Executable.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            start.FileName = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
            start.ArgumentList.Add(Executable);
            foreach (var name in (string[])["PATH", "DOTNET_ROOT", "HOME"])
            {
                start.Environment[name] = Environment.GetEnvironmentVariable(name) ?? "";
            }
        }
        else if (!isBare)
        {
            start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "";
        }

        start.Environment["NEONFLOW_LOOPBACK_ONLY"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        start.ArgumentList.Add(ear.Address);
        var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var line = await process.StandardOutput.ReadLineAsync(patience.Token);
        if (!int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            var errors = await process.StandardError.ReadToEndAsync(patience.Token);
            await ear.DisposeAsync();
            throw new InvalidOperationException($"The provider {Executable} wrote '{line}' instead of its port. {errors}");
        }

        return new(process, ear, port, line!);
    }

    /// <summary>Starts, shakes hands and configures, as the engine does before the first call on a resource.</summary>
    public static async Task<ProviderUnderTest> StartAsync(
        JsonObject config,
        IReadOnlyDictionary<string, string>? environment = null,
        string name = "local"
    )
    {
        var provider = await StartAsync(environment);
        await provider.HandshakeAsync();
        await provider.ConfigureAsync(config, name);
        return provider;
    }

    public async Task CancelAsync() => await CallAsync(() => Client.CancelAsync(new Empty()).ResponseAsync);

    /// <summary>What the engine leaves when it is killed: nobody at the other end of standard input.</summary>
    public void CloseInput() => Process.StandardInput.Close();

    public void Kill() => Process.Kill(entireProcessTree: true);

    public async Task<bool> ExitsAsync(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        try
        {
            await Process.WaitForExitAsync(limit.Token);
            await Task.WhenAll(Output, Errors);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        if (!Process.HasExited)
        {
            try
            {
                CloseInput();
            }
            catch (IOException)
            {
                // It ended by itself.
            }

            if (!await ExitsAsync(TimeSpan.FromSeconds(15)))
            {
                Kill();
            }
        }

        await _ear.DisposeAsync();
        Process.Dispose();
    }

    private static async Task KeepAsync(StreamReader from, StringBuilder into)
    {
        try
        {
            while (await from.ReadLineAsync() is { } line)
            {
                lock (into)
                {
                    into.Append(line).Append('\n');
                }
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException or InvalidOperationException)
        {
            // Nobody reads the rest of a process that was ended.
        }
    }

    /// <summary>The last managed build.</summary>
    public static string Built() => Checkout.Built("NeonFlow.Provider", "pulumi-resource-neonflow.dll");
}
