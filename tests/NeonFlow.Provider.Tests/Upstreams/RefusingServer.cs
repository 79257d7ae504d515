using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using NeonFlow.Postgres;

namespace NeonFlow.Provider.Tests.Upstreams;

/// <summary>A server, or the proxy before one, that answers every login with an error.</summary>
internal sealed class RefusingServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _sqlState;
    private readonly string _text;
    private readonly Task _answering;
    private int _logins;

    public RefusingServer(string sqlState, string text)
    {
        (_sqlState, _text) = (sqlState, text);
        _listener.Start();
        _answering = AnswerAsync();
    }

    /// <summary>Logins so far.</summary>
    public int Logins => _logins;

    public PostgresAddress Address =>
        new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, "shop", "shop_owner", TlsMode.Disable) { Password = "x" };

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _answering;
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                _logins++;
                var stream = client.GetStream();
                var length = new byte[4];
                await stream.ReadExactlyAsync(length);
                await stream.ReadExactlyAsync(new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4]);
                var fields = Encoding.UTF8.GetBytes($"SERROR\0VERROR\0C{_sqlState}\0M{_text}\0\0");
                var answer = new byte[5 + fields.Length];
                answer[0] = (byte)'E';
                BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(1), 4 + fields.Length);
                fields.CopyTo(answer, 5);
                await stream.WriteAsync(answer);

                // Closed before the client has read the answer, the connection would be reset, and the answer lost.
                client.Client.Shutdown(SocketShutdown.Send);
                await stream.CopyToAsync(Stream.Null);
            }
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidOperationException)
        {
            // The end of the test.
        }
    }
}
