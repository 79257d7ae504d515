using System.Diagnostics;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>A run of the connector as a process of its own, spoken to on its standard streams.</summary>
internal sealed class ConnectorProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly Task<string> _error;

    private ConnectorProcess(Process process) => (_process, _error) = (process, process.StandardError.ReadToEndAsync());

    /// <param name="executable">What to start.</param>
    /// <param name="environment">Variables on top of the codec; an empty value takes one away.</param>
    public static ConnectorProcess Start(ConnectorExecutable executable, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(executable.Path)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (
            var (name, value) in ((string, string)[])
                [("FLOW_RUNTIME_CODEC", "json"), ("LOG_FORMAT", "json"), ("LOG_LEVEL", "info"), .. environment]
        )
        {
            start.Environment[name] = value;
        }
        return new ConnectorProcess(Process.Start(start)!);
    }

    public async Task SendAsync(JsonNode request)
    {
        await _process.StandardInput.WriteLineAsync(request.ToJsonString());
        await _process.StandardInput.FlushAsync();
    }

    public void CloseInput() => _process.StandardInput.Close();

    public Task TerminateAsync() => ConnectorExecutable.SignalAsync("TERM", _process.Id);

    /// <summary>The next response that fulfils a condition; each checkpoint on the way is acknowledged where asked.</summary>
    public async Task<JsonObject> ReadAsync(Func<JsonObject, bool> wanted, bool acknowledge = false)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            var response = JsonNode.Parse(line)!.AsObject();
            if (acknowledge && response.ContainsKey("checkpoint"))
            {
                await SendAsync(new JsonObject { ["acknowledge"] = new JsonObject { ["checkpoints"] = 1 } });
            }
            if (wanted(response))
            {
                return response;
            }
        }
        throw new InvalidOperationException($"the connector ended: {await _error}");
    }

    /// <summary>Waits for the end; what was still said on standard output is read and must be responses.</summary>
    public async Task<(int ExitCode, IReadOnlyList<JsonObject> Responses, IReadOnlyList<string> Log)> EndAsync()
    {
        var rest = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, Lines(rest).ConvertAll(l => JsonNode.Parse(l)!.AsObject()), Lines(await _error));

        static List<string> Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
