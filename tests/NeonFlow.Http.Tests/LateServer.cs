using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NeonFlow.Http.Tests;

/// <summary>A server on 127.0.0.1 that takes every request and holds answers back.</summary>
internal sealed class LateServer : IAsyncDisposable
{
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _requests = [];
    private readonly Task _accepting;

    public LateServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v2");

    /// <summary>The number of requests with which the late ones are answered.</summary>
    public int AnswersAfter { get; init; } = int.MaxValue;

    /// <summary>Which requests are late, by their path. Default: all.</summary>
    public Func<string, bool> IsLate { get; init; } = static _ => true;

    /// <summary>Ends with the first request.</summary>
    public Task Arrived => _arrived.Task;

    /// <summary>Method and path of every request so far.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true)
            {
                lines.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_ending.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task ServeAsync(TcpClient taken)
    {
        using var client = taken;
        var stream = client.GetStream();
        var buffer = new byte[8192];
        try
        {
            while (await stream.ReadAsync(buffer, _ending.Token) is > 0 and var length)
            {
                var words = Encoding.ASCII.GetString(buffer, 0, length).Split(' ');
                lock (_requests)
                {
                    _requests.Add($"{words[0]} {words[1]}");
                    if (_requests.Count >= AnswersAfter)
                    {
                        _enough.TrySetResult();
                    }
                }

                _arrived.TrySetResult();
                if (IsLate(words[1]))
                {
                    await _enough.Task.WaitAsync(_ending.Token);
                }

                await stream.WriteAsync(Answer, _ending.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The end of the line.
        }
    }
}
