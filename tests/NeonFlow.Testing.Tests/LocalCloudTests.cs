using NeonFlow.Testing.Estuary;

namespace NeonFlow.Testing.Tests;

/// <summary>The whole river on one machine: a real PostgreSQL behind the local Neon, captured by the built-in source-postgres.</summary>
public sealed class LocalCloudTests : IAsyncLifetime
{
    private LocalShop _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await LocalShop.StartAsync();

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task Rows_flow_through_backfill_changes_restart_and_an_added_table()
    {
        Assert.Equal(("success", ""), await _shop.PublishAsync("", ("orders", LocalShop.Orders)));
        await _shop.Estuary.WaitForRowsAsync(LocalShop.Orders, r => r.Count == 200);

        await _shop.SqlAsync(
            "INSERT INTO orders VALUES (1000, 'new', 1); UPDATE orders SET status = 'paid' WHERE id = 1; DELETE FROM orders WHERE id = 2;"
        );
        var rows = await _shop.Estuary.WaitForRowsAsync(
            LocalShop.Orders,
            r => r.Count == 200 && r.Any(o => o["id"]!.GetValue<int>() == 1000) && r.All(o => o["id"]!.GetValue<int>() != 2)
        );
        Assert.Equal("paid", rows.Single(r => r["id"]!.GetValue<int>() == 1)["status"]!.GetValue<string>());

        var starts = _shop.Estuary.Capture(LocalShop.Capture)!.Starts;
        _shop.Estuary.RestartCapture(LocalShop.Capture);
        await _shop.SqlAsync("INSERT INTO orders VALUES (1001, 'while starting', 1);");
        await _shop.Estuary.WaitForCaptureAsync(LocalShop.Capture, s => s.Starts > starts && s.State == ShardState.Ok);
        await _shop.Estuary.WaitForRowsAsync(LocalShop.Orders, r => r.Count == 201);

        Assert.Equal(("success", ""), await _shop.PublishAsync("", ("orders", LocalShop.Orders), ("customers", LocalShop.Customers)));
        await _shop.Estuary.WaitForRowsAsync(LocalShop.Customers, r => r.Count == 2);
        await _shop.SqlAsync("INSERT INTO orders VALUES (1002, 'after', 1);");
        await _shop.Estuary.WaitForRowsAsync(LocalShop.Orders, r => r.Count == 202);

        // Nothing was backfilled twice: 200 rows, then one document per change.
        var documents = _shop.Estuary.Documents(LocalShop.Orders);
        Assert.Equal(200, documents.Count(d => d["_meta"]!["source"]!["snapshot"] is not null));
        Assert.Equal(
            5,
            documents
                .Select(d => d["_meta"]!["source"]!["loc"]!.ToJsonString())
                .Where((_, i) => documents[i]["_meta"]!["source"]!["snapshot"] is null)
                .Distinct()
                .Count()
        );

        await _shop.Estuary.DeleteAsync(LocalShop.Capture, LocalShop.Orders, LocalShop.Customers);
        await _shop.Estuary.WaitForCaptureAsync(LocalShop.Capture, s => s.State == ShardState.Stopped);
        Assert.DoesNotContain(
            _shop.Project.RolePassword("flow_capture")!,
            string.Join('\n', _shop.Estuary.CaptureLog(LocalShop.Capture)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Ip_allow_meets_the_data_plane_and_not_this_machine()
    {
        _shop.Project.AllowedIps = ["198.51.100.7/32"];
        var (type, errors) = await _shop.PublishAsync(_shop.Estuary.DataPlanes[1].CatalogName, ("orders", LocalShop.Orders));
        Assert.Equal("buildFailed", type);
        Assert.Contains("This IP address 203.0.113.17 is not allowed to connect to this endpoint.", errors, StringComparison.Ordinal);

        _shop.Project.AllowedIps = ["203.0.113.16/30"];
        Assert.Equal(("success", ""), await _shop.PublishAsync(_shop.Estuary.DataPlanes[1].CatalogName, ("orders", LocalShop.Orders)));
        await _shop.Estuary.WaitForRowsAsync(LocalShop.Orders, r => r.Count == 200);
        await _shop.SqlAsync("SELECT 1");
    }

    [Fact]
    public async Task What_the_connector_finds_wrong_fails_the_publication()
    {
        await _shop.SqlAsync("ALTER PUBLICATION shop_pub DROP TABLE orders;");
        var (type, errors) = await _shop.PublishAsync("", ("orders", LocalShop.Orders));
        Assert.Equal("buildFailed", type);
        Assert.Contains(
            "table \"public.orders\" is not in publication shop_pub and couldn't be added automatically",
            errors,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Settings_point_a_provider_here()
    {
        Assert.Equal(
            [
                "estuaryApiUrl",
                "estuaryConfigEncryptionUrl",
                "estuaryGraphqlUrl",
                "estuaryPublicKey",
                "estuaryToken",
                "neonApiKey",
                "neonApiUrl",
            ],
            _shop.Cloud.ProviderConfig.Keys.Order(StringComparer.Ordinal)
        );
        Assert.All(
            _shop.Cloud.ProviderConfig.Where(p => p.Key.EndsWith("Url", StringComparison.Ordinal)),
            p => Assert.True(new Uri(p.Value).IsLoopback)
        );
        Assert.Equal(
            _shop.Cloud.ProviderConfig.Values.Order(StringComparer.Ordinal),
            _shop.Cloud.Environment.Values.Order(StringComparer.Ordinal)
        );
    }
}
