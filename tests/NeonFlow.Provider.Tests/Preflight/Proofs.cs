using System.Net;
using System.Net.Sockets;
using System.Text;
using NeonFlow.Testing.Postgres;
using Npgsql;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>The proofs of all rules: each breaks the connector as it was recorded.</summary>
internal static partial class Proofs
{
    private const string Parts =
        "CREATE TABLE public.parts (id int PRIMARY KEY, v text) PARTITION BY RANGE (id); CREATE TABLE public.part1 PARTITION OF "
        + "public.parts FOR VALUES FROM (0) TO (100000); "
        + "INSERT INTO public.parts VALUES (1, 'one'); GRANT SELECT ON public.parts, public.part1 TO {role}; ALTER PUBLICATION shop_pub "
        + "ADD TABLE public.parts; ";

    private static readonly Action<Stage> BindsParts = static s => s.Tables = ["public.parts"];

    private static Func<Stage, Task> Refused(string text) =>
        async s => Assert.Contains(text, await s.ValidateAsync() ?? "nothing", StringComparison.Ordinal);

    private static Func<Stage, Task> PassesThenDies(string text) =>
        async s =>
        {
            Assert.Null(await s.ValidateAsync());
            await s.DiesAsync(text);
        };

    private static Func<Stage, Task> PassesThenLoses(string change = "", string table = "public.orders") =>
        async s =>
        {
            Assert.Null(await s.ValidateAsync());
            await s.StreamsAsync();
            await s.ExecuteAsync(change.Length == 0 ? "SELECT 1" : change);
            await s.LosesAsync(table);
        };

    private static Func<Stage, Task> GoesOnAndLoses(string change, string table = "public.orders") =>
        async s =>
        {
            await s.ExecuteAsync(change);
            await s.LosesAsync(table);
        };

    private static Func<Stage, Task> StoppedThen(Func<Stage, Task> then) =>
        async s =>
        {
            await s.StopAsync();
            await then(s);
        };

    private static Func<Stage, Task> RefusesUpdate =>
        static async s =>
            Assert.Equal(
                "55000",
                (await Assert.ThrowsAsync<PostgresException>(() => s.ExecuteAsync("UPDATE public.orders SET v = 'x'"))).SqlState
            );

    /// <summary>In the order of the rules.</summary>
    public static IReadOnlyList<Proof> All => [.. PublicationAndRights, .. TablesAndSlots, .. KindsOfTables, .. KeysAndNames];

    private static Func<Stage, Task> Taken(string what) =>
        async s =>
        {
            var before = await s.ScalarAsync<string>(
                "SELECT xmin::text || coalesce(confirmed_flush_lsn::text, '') FROM (SELECT coalesce(catalog_xmin::text, '') AS xmin, "
                    + "confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '{slot}') s"
            );
            await s.ExecuteAsync("UPDATE public.items SET v = 'x' WHERE id = 2");
            Assert.Null(await s.ValidateAsync());
            await s.StreamsAsync();
            Assert.True(
                await s.ScalarAsync<bool>(
                    $"SELECT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '{{slot}}' AND active AND {what} AND "
                        + $"coalesce(catalog_xmin::text, '') || coalesce(confirmed_flush_lsn::text, '') <> '{before}')"
                )
            );
        };

    // The slot that was there stays what it was, and the capture works beside it.
    private static Func<Stage, Task> Left(string make) =>
        async s =>
        {
            var there = s.Slot[..^2];
            await s.Server.ExecuteAsync(make.Replace("{0}", there, StringComparison.Ordinal), s.Name);
            const string whole =
                "SELECT coalesce(plugin::text, slot_type) || coalesce(confirmed_flush_lsn, restart_lsn)::text FROM pg_replication_slots "
                + "WHERE slot_name = ";
            var before = await s.ScalarAsync<string>($"{whole}'{there}'");
            await s.WorksAsync();
            Assert.Equal(before, await s.ScalarAsync<string>($"{whole}'{there}'"));
        };

    private static async Task BackfillsAsync(Stage s)
    {
        Assert.Null(await s.ValidateAsync());
        await s.StreamsAsync();
        await s.SameAsync();
    }

    private static async Task<IAsyncDisposable> TwinAsync(Stage s, ProofServers servers)
    {
        var twin = s.Twin();
        await twin.StreamsAsync();
        return twin;
    }

    private static async Task RemakeAsync(Stage s)
    {
        await s.StopAsync();
        await s.ExecuteAsync("SELECT pg_drop_replication_slot('{slot}')");
        await s.ExecuteAsync("UPDATE public.orders SET v = 'between' WHERE id = 1");
        await s.ExecuteAsync("SELECT pg_create_logical_replication_slot('{slot}', 'pgoutput')");
    }

    /// <summary>Makes a server a standby that follows nobody: it takes reads only.</summary>
    private static class Standby
    {
        public static async Task<IAsyncDisposable> OfAsync(PostgresServer server)
        {
            await server.StopAsync();
            var signal = Path.Combine(server.DataDirectory, "standby.signal");
            await File.WriteAllTextAsync(signal, "");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(signal, (UnixFileMode)0b110_110_110);
            }

            await server.RestartAsync();
            return new MemoryStream();
        }
    }

    /// <summary>Stands before the server and refuses every session.</summary>
    /// <param name="code">SQLSTATE.</param>
    /// <param name="words">The message for a session with these start-up parameters.</param>
    private sealed class Front(string code, Func<IReadOnlyList<string>, string> words) : IAsyncDisposable
    {
        /// <summary>Does what a pooler in transaction mode does with a start-up parameter that it does not know.</summary>
        public static Front Pooler() =>
            new("08P01", p => $"unsupported startup parameter: {p.FirstOrDefault(IsPoolersTrouble) ?? "application_name"}");

        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private Task _serving = Task.CompletedTask;

        /// <summary>Does what Neon does with an address that is not on the list.</summary>
        public static Front AddressList() =>
            new("XX000", static _ => "This IP address 203.0.113.17 is not allowed to connect to this endpoint.");

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public Front Started()
        {
            _listener.Start();
            _serving = Task.Run(ServeAsync);
            return this;
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
        }

        private static bool IsPoolersTrouble(string parameter) =>
            parameter.StartsWith("tcp_keepalives", StringComparison.Ordinal) || parameter is "options" or "replication";

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    await RefuseAsync(client.GetStream());
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
        }

        private async Task RefuseAsync(NetworkStream stream)
        {
            try
            {
                var head = new byte[4];
                await stream.ReadExactlyAsync(head);
                var packet = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(head) - 4];
                await stream.ReadExactlyAsync(packet);
                var parameters = Encoding.UTF8.GetString(packet, 4, packet.Length - 4).Split('\0');
                var fields = Encoding.UTF8.GetBytes($"SFATAL\0VFATAL\0C{code}\0M{words(parameters)}\0\0");
                var answer = new byte[5 + fields.Length];
                answer[0] = (byte)'E';
                System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(1), 4 + fields.Length);
                fields.CopyTo(answer, 5);
                await stream.WriteAsync(answer);
            }
            catch (IOException) { }
        }
    }
}
