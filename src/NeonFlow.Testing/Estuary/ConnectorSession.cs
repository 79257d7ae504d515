using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Connectors;

namespace NeonFlow.Testing.Estuary;

/// <summary>One running connector with its three streams.</summary>
internal sealed class ConnectorSession : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly StreamWriter _requests;
    private readonly StreamReader _responses;
    private readonly LogWriter _log;
    private readonly Task<int> _run;

    private ConnectorSession(IConnector connector, Action<string> onLog)
    {
        var utf8 = new UTF8Encoding(false);
        var to = new Pipe();
        var from = new Pipe();
        _requests = new StreamWriter(to.Writer.AsStream(), utf8) { NewLine = "\n" };
        _responses = new StreamReader(from.Reader.AsStream(), utf8);
        _log = new LogWriter(onLog);
        _run = Task.Run(async () =>
        {
            var input = new StreamReader(to.Reader.AsStream(), utf8);
            var output = new StreamWriter(from.Writer.AsStream(), utf8) { NewLine = "\n" };
            try
            {
                return await connector.RunAsync(input, output, _log, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                await _log.WriteLineAsync("context canceled").ConfigureAwait(false);
                return 1;
            }
#pragma warning disable CA1031 // A connector that throws is a process that died: its last words are the message.
            catch (Exception e)
#pragma warning restore CA1031
            {
                await _log.WriteLineAsync(
                        new JsonObject
                        {
                            ["level"] = "error",
                            ["msg"] = "the connector threw",
                            ["exception"] = e.ToString(),
                        }.ToJsonString()
                    )
                    .ConfigureAwait(false);
                await _log.WriteLineAsync(e.Message).ConfigureAwait(false);
                return 1;
            }
            finally
            {
                try
                {
                    await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                }
                catch (InvalidOperationException) { }
                await from.Writer.CompleteAsync().ConfigureAwait(false);
                await to.Reader.CompleteAsync().ConfigureAwait(false);
                _log.End();
            }
        });
    }

    public static ConnectorSession Start(IConnector connector, Action<string> onLog) => new(connector, onLog);

    public async Task SendAsync(JsonObject request)
    {
        try
        {
            await _requests.WriteLineAsync(request.ToJsonString()).ConfigureAwait(false);
            await _requests.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The connector has ended; reading its responses tells how.
        }
    }

    /// <summary>The next response; null after the last one.</summary>
    public async Task<JsonObject?> ReceiveAsync(CancellationToken stop)
    {
        while (await _responses.ReadLineAsync(stop).ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }
            return Json.ParseObject(line) ?? throw new ConnectorException("the connector wrote a line that is no JSON object");
        }
        return null;
    }

    /// <summary>Sends a unary request and returns what stands under <paramref name="key"/> of its response.</summary>
    public async Task<JsonObject> CallAsync(JsonObject request, string key, CancellationToken stop)
    {
        await SendAsync(request).ConfigureAwait(false);
        if (await ReceiveAsync(stop).ConfigureAwait(false) is { } response)
        {
            return response[key] as JsonObject
                ?? throw new ConnectorException(
                    $"the connector answered {string.Join(", ", response.Select(p => p.Key))} where {key} was expected"
                );
        }
        var code = await _run.ConfigureAwait(false);
        throw new ConnectorException(_log.Failure ?? $"the connector exited with code {code} and said nothing");
    }

    public void CloseRequests()
    {
        try
        {
            _requests.Dispose();
        }
        catch (InvalidOperationException) { }
    }

    public Task<int> Exit => _run;

    /// <summary>Why the connector failed, by its last words; null where it said nothing.</summary>
    public string? Failure => _log.Failure;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        CloseRequests();

        // A connector that waits for somebody to read its responses would never see the cancellation.
        while (await _responses.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is not null) { }
        await _run.ConfigureAwait(false);
        _responses.Dispose();
        _stop.Dispose();
    }

    /// <summary>Standard error of a connector: JSON lines of a logger, and plain text as the last words of a process that fails.</summary>
    private sealed class LogWriter(Action<string> onLine) : TextWriter
    {
        private readonly Lock _gate = new();
        private readonly StringBuilder _line = new();
        private readonly List<string> _words = [];
        private string? _fatal;

        public override Encoding Encoding => Encoding.UTF8;

        public string? Failure
        {
            get
            {
                lock (_gate)
                {
                    return _fatal ?? (_words.Count > 0 ? string.Join('\n', _words) : null);
                }
            }
        }

        public override void Write(char value)
        {
            if (value == '\r')
            {
                return;
            }
            string? complete = null;
            lock (_gate)
            {
                if (value == '\n')
                {
                    (complete, _) = (_line.ToString(), _line.Clear());
                }
                else
                {
                    _line.Append(value);
                }
            }
            if (complete is not null)
            {
                Take(complete);
            }
        }

        public override void Write(string? value)
        {
            foreach (var c in value ?? "")
            {
                Write(c);
            }
        }

        public override void WriteLine(string? value)
        {
            var whole = (value ?? "") + "\n";
            lock (_gate)
            {
                Write(whole);
            }
        }

        public override Task WriteAsync(string? value)
        {
            Write(value);
            return Task.CompletedTask;
        }

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }

        public void End()
        {
            string rest;
            lock (_gate)
            {
                (rest, _) = (_line.ToString(), _line.Clear());
            }
            if (rest.Length > 0)
            {
                Take(rest);
            }
        }

        private void Take(string line)
        {
            var structured = line.StartsWith('{') ? Json.ParseObject(line) : null;
            lock (_gate)
            {
                if (structured is null)
                {
                    _words.Add(line);
                }
                else
                {
                    _words.Clear();
                    _fatal = structured["level"].String() == "fatal" ? structured["msg"].String() : null;
                }
            }
            onLine(line);
        }
    }
}
