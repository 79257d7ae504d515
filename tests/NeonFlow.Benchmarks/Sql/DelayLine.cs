using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace NeonFlow.Benchmarks.Sql;

/// <summary>A port that leads to another one, and on which every byte takes a while: a server far away.</summary>
internal sealed class DelayLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly TimeSpan _oneWay;

    private DelayLine(int target, TimeSpan oneWay)
    {
        (_target, _oneWay) = (target, oneWay);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static DelayLine Open(int target, TimeSpan oneWay) => new(target, oneWay);

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return default;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = JoinAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task JoinAsync(Socket near)
    {
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        using (near)
        {
            // A connection is there after one round trip.
            await Task.Delay(2 * _oneWay);
            await far.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAll(CarryAsync(near, far), CarryAsync(far, near));
        }
    }

    private async Task CarryAsync(Socket from, Socket to)
    {
        var way = Channel.CreateUnbounded<(byte[] Bytes, DateTime Due)>();
        var delivery = DeliverAsync(way.Reader, to);
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                way.Writer.TryWrite((buffer[..count], DateTime.UtcNow + _oneWay));
            }
        }
        catch (SocketException)
        {
            // The other side is told below.
        }

        way.Writer.Complete();
        await delivery;
    }

    private static async Task DeliverAsync(ChannelReader<(byte[] Bytes, DateTime Due)> way, Socket to)
    {
        try
        {
            await foreach (var (bytes, due) in way.ReadAllAsync())
            {
                var left = due - DateTime.UtcNow;
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left);
                }

                for (var sent = 0; sent < bytes.Length; )
                {
                    sent += await to.SendAsync(bytes.AsMemory(sent), SocketFlags.None);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Nobody takes it any more.
        }
    }
}
