using System.Net;
using System.Net.Sockets;

namespace NeonFlow.Postgres.Tests;

/// <summary>A way to a server that can fall silent: it then still takes connections, and carries no byte any more.</summary>
internal sealed class SilentLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly int _server;
    private readonly Task _accepting;
    private volatile bool _isSilent;
    private int _taken;
    private int _open;

    public SilentLine(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that were taken in silence.</summary>
    public int Taken => _taken;

    /// <summary>Those of them that the client has not closed.</summary>
    public int Open => _open;

    /// <summary>Whether the line, once silent, still says that it speaks TLS.</summary>
    public bool AgreesToTls { get; init; }

    public void FallSilent() => _isSilent = true;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true)
            {
                lines.Add(ServeAsync(await _listener.AcceptSocketAsync(_ending.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task ServeAsync(Socket near)
    {
        using var client = near;
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (_isSilent)
        {
            Interlocked.Increment(ref _taken);
            Interlocked.Increment(ref _open);
            if (AgreesToTls)
            {
                await client.ReceiveAsync(new byte[8], _ending.Token);
                await client.SendAsync("S"u8.ToArray(), _ending.Token);
            }
            await HearAsync(client);
            Interlocked.Decrement(ref _open);
        }
        else
        {
            await server.ConnectAsync(IPAddress.Loopback, _server, _ending.Token);
            await Task.WhenAny(CarryAsync(client, server), CarryAsync(server, client));
        }
        if (_isSilent)
        {
            await HearAsync(client);
        }
    }

    private async Task HearAsync(Socket client)
    {
        var buffer = new byte[8192];
        try
        {
            while (await client.ReceiveAsync(buffer, _ending.Token) > 0) { }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The end of the line.
        }
    }

    private async Task CarryAsync(Socket from, Socket to)
    {
        var buffer = new byte[8192];
        try
        {
            while (await from.ReceiveAsync(buffer, _ending.Token) is > 0 and var count && !_isSilent)
            {
                await to.SendAsync(buffer.AsMemory(0, count), _ending.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The end of the line.
        }
    }
}
