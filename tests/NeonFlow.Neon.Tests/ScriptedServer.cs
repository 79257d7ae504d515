using System.Collections.Concurrent;
using System.Net;
using System.Text;
using NeonFlow.Harness;

namespace NeonFlow.Neon.Tests;

/// <summary>A server on loopback that gives scripted answers and remembers what it was asked.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<Func<Asked, Answer>> _script = new();
    private readonly Task _loop;

    public ScriptedServer()
    {
        for (var tries = 0; ; tries++)
        {
            var port = FreePort.Find();
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                _listener.Start();
                Address = new($"http://127.0.0.1:{port}/api/v2");
                break;
            }
            catch (HttpListenerException) when (tries < 20)
            {
                // Somebody else took the port between asking for it and listening on it.
            }
        }

        _loop = Task.Run(LoopAsync);
    }

    public Uri Address { get; }

    public ConcurrentQueue<Asked> Calls { get; } = new();

    /// <summary>Answers for calls that the script does not cover.</summary>
    public Func<Asked, Answer>? Otherwise { get; set; }

    public ScriptedServer Next(int status, string body, params (string Name, string Value)[] headers) =>
        Next(_ => new(status, body, headers));

    public ScriptedServer Next(Func<Asked, Answer> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    /// <summary>Takes the call and cuts the connection.</summary>
    public ScriptedServer NextCut() => Next(_ => new(0, "", []));

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        _listener.Close();
        await _loop;
    }

    private async Task LoopAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var asked = new Asked(
                context.Request.HttpMethod,
                context.Request.RawUrl!,
                await reader.ReadToEndAsync(),
                context.Request.Headers.AllKeys.ToDictionary(k => k!, k => context.Request.Headers[k]!, StringComparer.OrdinalIgnoreCase)
            );
            Calls.Enqueue(asked);
            var answer = _script.TryDequeue(out var next)
                ? next(asked)
                : Otherwise?.Invoke(asked) ?? new(599, "{\"code\":\"\",\"message\":\"not scripted\"}", []);
            if (answer.Status == 0)
            {
                context.Response.ContentLength64 = 100;
                await context.Response.OutputStream.WriteAsync("{"u8.ToArray());
                await context.Response.OutputStream.FlushAsync();
                context.Response.Abort();
                continue;
            }

            try
            {
                context.Response.StatusCode = answer.Status;
                foreach (var (name, value) in answer.Headers)
                {
                    context.Response.AddHeader(name, value);
                }

                if (answer.Status != 204)
                {
                    await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
                }

                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The client went away, as some tests want.
            }
        }
    }
}
