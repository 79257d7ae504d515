using NeonFlow.Testing.Postgres;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>The servers of one class of tests, each started when the first case asks for it and kept until the last.</summary>
public sealed class ShopServers : IAsyncLifetime
{
    private readonly Dictionary<string, ShopServer> _running = new(StringComparer.Ordinal);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var server in _running.Values)
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>The programs of a major version; null where this machine has none.</summary>
    public static PostgresBinaries? Programs(int major)
    {
        lock (Known)
        {
            if (!Known.TryGetValue(major, out var found))
            {
                Known[major] = found = PostgresBinaries.FindMajor(major);
            }
            return found;
        }
    }

    internal async Task<ShopServer> GetAsync(CaseNeeds needs, string folder)
    {
        var key =
            $"{needs.Major} {needs.Tls} "
            + $"{string.Join(' ', needs.Settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}"))}";
        if (!_running.TryGetValue(key, out var server))
        {
            _running[key] = server = await ShopServer.StartAsync(Programs(needs.Major)!, needs, folder);
        }
        return server;
    }

    private static readonly Dictionary<int, PostgresBinaries?> Known = [];
}
