using System.Net;
using System.Net.Sockets;

namespace NeonFlow.Harness;

/// <summary>
/// Stands between the provider and everything upstream, counts what the provider sends, and can stop the world at the n-th message: before
/// it gets through, or after it did but
/// before its answer comes back.
/// </summary>
internal sealed class Gate : IAsyncDisposable
{
    private static readonly byte[] CancelRequest = [0x04, 0xD2, 0x16, 0x2E];

    private readonly Lock _lock = new();
    private readonly List<TcpListener> _listeners = [];
    private readonly List<Socket> _sockets = [];
    private readonly CancellationTokenSource _closing = new();
    private CancellationTokenSource _release = new();
    private TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _passed;
    private int _stopAt = int.MaxValue;
    private bool _letThrough;
    private bool _isStopped;
    private readonly List<string> _kinds = [];

    /// <summary>What the messages so far were, one for each: the request line of a call, or what kind of message a database gets.</summary>
    public IReadOnlyList<string> Kinds
    {
        get
        {
            lock (_lock)
            {
                return [.. _kinds];
            }
        }
    }

    /// <summary>Messages that the provider has sent so far.</summary>
    public int Passed
    {
        get
        {
            lock (_lock)
            {
                return _passed;
            }
        }
    }

    /// <summary>
    /// The message at which the world stopped: the request line of a call, or what kind of message a database gets. Never what is in it.
    /// </summary>
    public string StoppedBy { get; private set; } = "";

    /// <summary>Completes when the world has stopped.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>A port of 127.0.0.1 that leads to another one.</summary>
    public int Open(int target)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _listeners.Add(listener);
        _ = AcceptAsync(listener, target);
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The same URL, through the gate.</summary>
    public string Open(string url)
    {
        var uri = new Uri(url);
        return new UriBuilder(uri) { Host = "127.0.0.1", Port = Open(uri.Port) }
            .Uri.ToString()
            .TrimEnd('/');
    }

    /// <summary>Stops the world at the n-th message from now.</summary>
    public void StopAt(int n, bool letThrough)
    {
        lock (_lock)
        {
            _stopAt = _passed + n;
            _letThrough = letThrough;
        }
    }

    /// <summary>The world goes on; connections that were held up are broken, and what they held up never arrives.</summary>
    public void Release() => GoOn().Release.Cancel();

    /// <summary>The world goes on, and what was held up arrives late.</summary>
    public void Resume() => GoOn().Resumed.SetResult();

    public ValueTask DisposeAsync()
    {
        _closing.Cancel();
        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }

        Release();
        lock (_lock)
        {
            foreach (var socket in _sockets)
            {
                socket.Dispose();
            }
        }

        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(TcpListener listener, int target)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptSocketAsync(_closing.Token);
                _ = ServeAsync(near, target);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The gate is closed.
        }
    }

    private async Task ServeAsync(Socket near, int target)
    {
        var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, target);
            lock (_lock)
            {
                _sockets.Add(near);
                _sockets.Add(far);
            }

            await Task.WhenAny(SendAsync(near, far), AnswerAsync(far, near));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One end is gone; the other one follows.
        }
        finally
        {
            lock (_lock)
            {
                _sockets.Remove(near);
                _sockets.Remove(far);
            }

            near.Dispose();
            far.Dispose();
        }
    }

    private async Task SendAsync(Socket near, Socket far)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await near.ReceiveAsync(buffer, SocketFlags.None)) > 0)
        {
            // The answer is late, not the network dead: a database still hears that it should stop.
            if (read == 16 && buffer.AsSpan(4, 4).SequenceEqual(CancelRequest))
            {
                await far.SendAsync(buffer.AsMemory(0, read), SocketFlags.None);
                continue;
            }

            var (stop, letThrough, goingOn) = Count(buffer.AsSpan(0, read));
            if (stop && !letThrough)
            {
                await goingOn;
            }

            await far.SendAsync(buffer.AsMemory(0, read), SocketFlags.None);
        }
    }

    private async Task AnswerAsync(Socket far, Socket near)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await far.ReceiveAsync(buffer, SocketFlags.None)) > 0)
        {
            Task goingOn;
            lock (_lock)
            {
                goingOn = _isStopped ? GoingOn() : Task.CompletedTask;
            }

            await goingOn;
            await near.SendAsync(buffer.AsMemory(0, read), SocketFlags.None);
        }
    }

    private (CancellationTokenSource Release, TaskCompletionSource Resumed) GoOn()
    {
        lock (_lock)
        {
            var held = (_release, _resumed);
            (_stopAt, _isStopped) = (int.MaxValue, false);
            _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _release = new();
            return held;
        }
    }

    /// <summary>Ends when the world is resumed; broken off when it is released.</summary>
    private Task GoingOn() => _resumed.Task.WaitAsync(_release.Token);

    private (bool Stop, bool LetThrough, Task GoingOn) Count(ReadOnlySpan<byte> message)
    {
        lock (_lock)
        {
            var stops = ++_passed >= _stopAt;
            var isFirst = _passed == _stopAt;
            var line = System.Text.Encoding.Latin1.GetString(message[..Math.Min(message.Length, 200)]).Split('\r', '?')[0];
            _kinds.Add(
                line.Contains(" /", StringComparison.Ordinal) ? line
                : char.IsAsciiLetterUpper((char)message[0]) ? $"database message {(char)message[0]}"
                : "database message"
            );
            if (isFirst)
            {
                StoppedBy = _kinds[^1];
            }

            if (stops)
            {
                _isStopped = true;
                _stopped.TrySetResult();
            }

            return (stops, isFirst && _letThrough, stops ? GoingOn() : Task.CompletedTask);
        }
    }
}
