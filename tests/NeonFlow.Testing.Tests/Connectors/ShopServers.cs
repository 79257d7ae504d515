using System.Collections.Concurrent;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>The servers of the recorded cases: each is for one case at a time, and serves the next one with the same needs.</summary>
public sealed class ShopServers : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<int, Lazy<PostgresBinaries?>> Known = new();

    private readonly ConcurrentDictionary<string, ConcurrentBag<ShopServer>> _idle = new(StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _idle.Values.SelectMany(static servers => servers))
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>The programs of a major version; null where this machine has none.</summary>
    public static PostgresBinaries? Programs(int major) =>
        Known.GetOrAdd(major, static m => new Lazy<PostgresBinaries?>(() => PostgresBinaries.FindMajor(m))).Value;

    /// <summary>A server of the version that all other tests run on, filled as the bundled cases want it.</summary>
    internal Task<RentedShop> RentAsync() =>
        RentAsync(new CaseNeeds { Major = PostgresBinaries.Find().Major, Settings = new Dictionary<string, string>() }, Captures.Bundled);

    internal async Task<RentedShop> RentAsync(CaseNeeds needs, string folder)
    {
        var key =
            $"{needs.Major} {needs.Tls} "
            + $"{string.Join(' ', needs.Settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}"))}";
        var idle = _idle.GetOrAdd(key, static _ => []);
        return new(idle.TryTake(out var server) ? server : await ShopServer.StartAsync(Programs(needs.Major)!, needs, folder), idle);
    }
}
