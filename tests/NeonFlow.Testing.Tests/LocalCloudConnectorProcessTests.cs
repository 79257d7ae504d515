using NeonFlow.Testing.Connectors;
using NeonFlow.Testing.Estuary;
using NeonFlow.Testing.Tests.Connectors;

namespace NeonFlow.Testing.Tests;

/// <summary>
/// The local cloud with another program as its source-postgres: every rule of restarts, state and checkpoints holds for a process as it
/// does for the built-in connector.
/// </summary>
public sealed class LocalCloudConnectorProcessTests : IAsyncLifetime
{
    private const string Slot = "SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = 'shop_slot'";
    private readonly ConnectorExecutable _executable = new();
    private LocalShop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        var registry = new ConnectorRegistry();
        foreach (var image in ConnectorRegistry.SourcePostgresImages)
        {
            registry.Add(image, () => new ProcessConnector(_executable.Path));
        }
        _shop = await LocalShop.StartAsync(registry);
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        _executable.Dispose();
    }

    private IReadOnlyList<string> Changes() =>
        [
            .. _shop
                .Estuary.Documents(LocalShop.Orders)
                .Where(d => d["_meta"]!["source"]!["snapshot"] is null)
                .Select(d => d["_meta"]!["source"]!["loc"]!.ToJsonString()),
        ];

    private string Cursor() => (string)_shop.Estuary.CaptureState(LocalShop.Capture)!["cursor"]!;

    private async Task<CaptureStatus> KillAsync()
    {
        var starts = _shop.Estuary.Capture(LocalShop.Capture)!.Starts;
        await ConnectorExecutable.SignalAsync("KILL", _executable.Started[^1]);
        return await _shop.Estuary.WaitForCaptureAsync(
            LocalShop.Capture,
            s => s.Starts > starts && s.State == ShardState.Ok,
            TimeSpan.FromMinutes(3)
        );
    }

    private async Task RunningAsync()
    {
        Assert.Equal(("success", ""), await _shop.PublishAsync("", ("orders", LocalShop.Orders)));
        await _shop.Estuary.WaitForRowsAsync(LocalShop.Orders, r => r.Count == 200, TimeSpan.FromMinutes(3));
    }

    [Fact]
    public void The_variable_names_the_executable_of_every_source_postgres_image()
    {
        var before = Environment.GetEnvironmentVariable(ConnectorRegistry.SourcePostgresVariable);
        try
        {
            Environment.SetEnvironmentVariable(ConnectorRegistry.SourcePostgresVariable, _executable.Path);
            var registry = BuiltInConnectors.Create();
            Assert.All(ConnectorRegistry.SourcePostgresImages, image => Assert.IsType<ProcessConnector>(registry.Create(image + ":v3")));
        }
        finally
        {
            Environment.SetEnvironmentVariable(ConnectorRegistry.SourcePostgresVariable, before);
        }
    }

    [Fact]
    public async Task A_killed_process_is_started_again_from_the_stored_state_and_nothing_is_lost_or_doubled()
    {
        await RunningAsync();
        await _shop.SqlAsync("INSERT INTO orders VALUES (1000, 'new', 1)");
        await _shop.Estuary.WaitForRowsAsync(LocalShop.Orders, r => r.Count == 201, TimeSpan.FromMinutes(3));
        var killed = KillAsync();
        await _shop.SqlAsync("INSERT INTO orders VALUES (1001, 'while it was gone', 1)");
        var status = await killed;
        Assert.Contains("exited with code 137", status.Failure, StringComparison.Ordinal);
        await _shop.SqlAsync("INSERT INTO orders VALUES (1002, 'after', 1)");
        await _shop.Estuary.WaitForRowsAsync(LocalShop.Orders, r => r.Count == 203, TimeSpan.FromMinutes(3));

        Assert.Equal(200, _shop.Estuary.Documents(LocalShop.Orders).Count - Changes().Count);
        Assert.Equal((3, 3), (Changes().Count, Changes().Distinct().Count()));
        Assert.True(_executable.Started.Count > 1);
    }

    [Fact]
    public async Task What_is_not_acknowledged_stays_with_the_server_and_is_not_told_twice()
    {
        await RunningAsync();
        _shop.Estuary.HoldAcknowledgements(LocalShop.Capture, true);
        await _shop.SqlAsync("INSERT INTO orders VALUES (1000, 'held', 1)");
        await _shop.Estuary.WaitForRowsAsync(LocalShop.Orders, r => r.Count == 201, TimeSpan.FromMinutes(3));
        var stored = Cursor();
        Assert.Equal(
            "true",
            await _shop.ScalarAsync(
                $"SELECT ('{stored}'::pg_lsn > confirmed_flush_lsn)::text FROM pg_replication_slots WHERE slot_name = 'shop_slot'"
            )
        );

        await KillAsync();
        _shop.Estuary.HoldAcknowledgements(LocalShop.Capture, false);
        await _shop.SqlAsync("INSERT INTO orders VALUES (1001, 'after', 1)");
        await _shop.Estuary.WaitForRowsAsync(LocalShop.Orders, r => r.Count == 202, TimeSpan.FromMinutes(3));
        // The stored checkpoint is where the new process begins, so what was not acknowledged before is confirmed now, and not told again.
        Assert.Equal((2, 2), (Changes().Count, Changes().Distinct().Count()));
        for (
            var deadline = DateTime.UtcNow + TimeSpan.FromMinutes(3);
            await _shop.ScalarAsync($"SELECT ('{stored}'::pg_lsn <= ({Slot})::pg_lsn)::text") != "true";
            await Task.Delay(100)
        )
        {
            Assert.True(DateTime.UtcNow < deadline, "the new process does not confirm where it began");
        }
    }

    [Fact]
    public async Task A_process_that_ends_with_1_is_shown_with_its_last_words_and_tried_again()
    {
        await RunningAsync();
        await _shop.SqlAsync("ALTER PUBLICATION shop_pub DROP TABLE orders");
        await ConnectorExecutable.SignalAsync("KILL", _executable.Started[^1]);
        var failed = await _shop.Estuary.WaitForCaptureAsync(
            LocalShop.Capture,
            s => s.State == ShardState.Failed && s.Failure!.Contains("is not in publication", StringComparison.Ordinal),
            TimeSpan.FromMinutes(3)
        );
        Assert.Equal(
            "the capture cannot run due to the following error(s):\n - table \"public.orders\" is not in publication shop_pub and "
                + "couldn't be added automatically",
            failed.Failure
        );

        await _shop.SqlAsync("ALTER PUBLICATION shop_pub ADD TABLE orders");
        await _shop.Estuary.WaitForCaptureAsync(LocalShop.Capture, s => s.State == ShardState.Ok, TimeSpan.FromMinutes(3));
        await _shop.SqlAsync("INSERT INTO orders VALUES (1000, 'again', 1)");
        await _shop.Estuary.WaitForRowsAsync(LocalShop.Orders, r => r.Count == 201, TimeSpan.FromMinutes(3));
        Assert.Single(Changes());
    }
}
