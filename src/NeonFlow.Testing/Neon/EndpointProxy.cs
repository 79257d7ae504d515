using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NeonFlow.Testing.Neon;

/// <summary>
/// Neon's connection proxy before one endpoint, on one port: it reads the first message, decides, and then only carries
/// bytes. Its errors are Neon's own words with SQLSTATE XX000; of replication through the pooler the pooler's.
/// </summary>
internal sealed class EndpointProxy : IAsyncDisposable
{
    internal const string Unavailable =
        "Control plane request failed: endpoint is temporarily unavailable. Check your quotas and/or contact our support.";

    private const int TlsRequest = 80877103;
    private const int GssRequest = 80877104;
    private const int CancelRequest = 80877102;
    private const int LongestStartup = 10_000;
    private const int LongestBeforeLogin = 1 << 20;

    private readonly NeonProject _project;
    private readonly NeonBranch _branch;
    private readonly bool _pooled;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;

    private EndpointProxy(NeonProject project, NeonBranch branch, bool pooled, int port)
    {
        _listener = new(IPAddress.Loopback, port);
        _project = project;
        _branch = branch;
        _pooled = pooled;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    internal int Port { get; }

    internal static EndpointProxy Start(NeonProject project, NeonBranch branch, bool pooled, int port) =>
        new(project, branch, pooled, port);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _accepting.ConfigureAwait(false);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_ending.Token).ConfigureAwait(false);
                _ = ServeAsync(client);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException) { }
    }

    private async Task ServeAsync(Socket client)
    {
        using var _ = client;
        client.NoDelay = true;
        using var session = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        try
        {
            await using var near = new NetworkStream(client, ownsSocket: false);
            var startup = await StartupAsync(near, session.Token).ConfigureAwait(false);
            if (startup is null)
            {
                return;
            }
            if (Code(startup) != CancelRequest)
            {
                var attempt = new NeonConnectionAttempt(
                    _project,
                    ((IPEndPoint)client.RemoteEndPoint!).Address,
                    Parameters(startup),
                    _pooled
                )
                {
                    Port = Port,
                };
                if (Refusal(attempt) is { } refusal)
                {
                    await near.WriteAsync(refusal, session.Token).ConfigureAwait(false);
                    return;
                }
            }
            await _branch.WakeAsync().WaitAsync(session.Token).ConfigureAwait(false);
            using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _branch.Server.Port, session.Token).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                await near.WriteAsync(Error("ERROR", "XX000", Unavailable), session.Token).ConfigureAwait(false);
                return;
            }
            await using var far = new NetworkStream(server, ownsSocket: false);
            await far.WriteAsync(startup, session.Token).ConfigureAwait(false);
            var up = CarryAsync(near, far, server, session.Token);
            var down = AnswerAsync(far, near, client, UserOf(startup), session.Token);
            await Task.WhenAny(up, down).ConfigureAwait(false);
            // Either end may close first; what is still under way to the client gets a moment, then both go.
            if (!down.IsCompleted)
            {
                await Task.WhenAny(down, Task.Delay(TimeSpan.FromSeconds(5), session.Token)).ConfigureAwait(false);
            }
            await session.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(up, down).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        { }
    }

    private byte[]? Refusal(NeonConnectionAttempt attempt)
    {
        var mapped = _project.Options.SourceAddress?.Invoke(attempt);
        var address = mapped ?? attempt.Remote;
        var ours = mapped is null && _project.Options.LoopbackIsAllowed && IPAddress.IsLoopback(attempt.Remote);
        if (!ours && _project.BlockPublicConnections)
        {
            return Error("ERROR", "XX000", "This connection is trying to access this endpoint from a blocked network.");
        }
        if (!ours && !_project.IsAllowed(_branch, address))
        {
            return Error(
                "ERROR",
                "XX000",
                $"This IP address {address} is not allowed to connect to this endpoint. Please add it to the allowed list in the Neon "
                    + "console. Make sure to check for IPv4 or IPv6 addresses."
            );
        }
        if (_project.EndpointDisabled)
        {
            return Error("ERROR", "XX000", "Control plane request failed: endpoint is disabled");
        }
        if (_branch.TakeRefusal() is { } words)
        {
            return Error("ERROR", "XX000", words);
        }
        if (_pooled && attempt.Parameters.ContainsKey("replication"))
        {
            return Error("FATAL", "08P01", "unsupported startup parameter: replication");
        }
        return null;
    }

    private static async Task<byte[]?> StartupAsync(NetworkStream client, CancellationToken stop)
    {
        while (true)
        {
            var length = new byte[4];
            if (await client.ReadAtLeastAsync(length, 4, throwOnEndOfStream: false, stop).ConfigureAwait(false) < 4)
            {
                return null;
            }
            var size = BinaryPrimitives.ReadInt32BigEndian(length);
            if (size is < 8 or > LongestStartup)
            {
                return null;
            }
            var message = new byte[size];
            length.CopyTo(message, 0);
            await client.ReadExactlyAsync(message.AsMemory(4), stop).ConfigureAwait(false);
            if (Code(message) is not (TlsRequest or GssRequest))
            {
                return message;
            }
            await client.WriteAsync("N"u8.ToArray(), stop).ConfigureAwait(false);
        }
    }

    private static int Code(byte[] startup) => BinaryPrimitives.ReadInt32BigEndian(startup.AsSpan(4));

    private static string UserOf(byte[] startup) => Code(startup) == CancelRequest ? "" : Parameters(startup).GetValueOrDefault("user", "");

    private static Dictionary<string, string> Parameters(byte[] startup)
    {
        var words = Encoding.UTF8.GetString(startup.AsSpan(8)).TrimEnd('\0').Split('\0');
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at + 1 < words.Length; at += 2)
        {
            found[words[at]] = words[at + 1];
        }
        return found;
    }

    private static async Task CarryAsync(NetworkStream from, NetworkStream to, Socket toSocket, CancellationToken stop)
    {
        try
        {
            await from.CopyToAsync(to, stop).ConfigureAwait(false);
            toSocket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        { }
    }

    // Up to the login each message is looked at, because Neon words a refused password in its own way.
    private static async Task AnswerAsync(
        NetworkStream server,
        NetworkStream client,
        Socket clientSocket,
        string user,
        CancellationToken stop
    )
    {
        try
        {
            while (true)
            {
                var head = new byte[5];
                if (await server.ReadAtLeastAsync(head, 5, throwOnEndOfStream: false, stop).ConfigureAwait(false) < 5)
                {
                    clientSocket.Shutdown(SocketShutdown.Send);
                    return;
                }
                var size = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1));
                if (size is < 4 or > LongestBeforeLogin)
                {
                    return;
                }
                var message = new byte[size + 1];
                head.CopyTo(message, 0);
                await server.ReadExactlyAsync(message.AsMemory(5), stop).ConfigureAwait(false);
                if (head[0] == 'E' && SqlState(message) is "28P01")
                {
                    message = Error("ERROR", "XX000", $"password authentication failed for user '{user}'");
                }
                await client.WriteAsync(message, stop).ConfigureAwait(false);
                if (head[0] == 'R' && message.Length >= 9 && BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(5)) == 0)
                {
                    break;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            return;
        }
        await CarryAsync(server, client, clientSocket, stop).ConfigureAwait(false);
    }

    private static string? SqlState(byte[] error) =>
        Encoding.UTF8.GetString(error.AsSpan(5)).Split('\0').FirstOrDefault(field => field.StartsWith('C'))?[1..];

    private static byte[] Error(string severity, string sqlState, string message)
    {
        var fields = Encoding.UTF8.GetBytes($"S{severity}\0V{severity}\0C{sqlState}\0M{message}\0\0");
        var error = new byte[fields.Length + 5];
        error[0] = (byte)'E';
        BinaryPrimitives.WriteInt32BigEndian(error.AsSpan(1), fields.Length + 4);
        fields.CopyTo(error, 5);
        return error;
    }
}
