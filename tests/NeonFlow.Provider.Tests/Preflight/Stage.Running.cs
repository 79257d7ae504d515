using System.Text.Json.Nodes;
using NeonFlow.Testing.Connectors.SourcePostgres;
using NeonFlow.Testing.Estuary;
using NeonFlow.Testing.Tests.Connectors;

namespace NeonFlow.Provider.Tests.Preflight;

internal sealed partial class Stage
{
    /// <summary>Opens the capture from where it stands.</summary>
    public async Task<ConnectorUnderTest> OpenAsync()
    {
        await StopAsync();
        _inForce = StateKeys();
        var bindings = await BindingsAsync();
        _streams = [.. bindings.Select(static b => $"{b!["resourceConfig"]!["namespace"]}.{b["resourceConfig"]!["stream"]}")];
        _keys =
        [
            .. bindings.Select(static b =>
                (IReadOnlyList<string>)[.. b!["collection"]!["key"]!.AsArray().Select(static k => k!.GetValue<string>()[1..])]
            ),
        ];
        foreach (var (table, binding) in KeepsKeys ? _streams.Zip(bindings) : [])
        {
            _established.TryAdd(table, binding!["collection"]!["key"]!.DeepClone());
        }

        var habits = new CaptureHabits { StatusInterval = TimeSpan.FromMilliseconds(50) };
        Running = new ConnectorUnderTest(FencePeriod is { } period ? habits with { FenceDue = stop => Task.Delay(period, stop) } : habits);
        var capture = new JsonObject
        {
            ["name"] = "acmeCo/shop/source-postgres",
            ["connectorType"] = "IMAGE",
            ["config"] = Config.DeepClone(),
            ["bindings"] = bindings,
        };
        Running.Send(
            new JsonObject
            {
                ["open"] = new JsonObject
                {
                    ["capture"] = capture,
                    ["version"] = "1",
                    ["range"] = new JsonObject
                    {
                        ["keyBegin"] = 0,
                        ["keyEnd"] = 4294967295,
                        ["rClockBegin"] = 0,
                        ["rClockEnd"] = 4294967295,
                    },
                    ["state"] = _state.DeepClone(),
                },
            }.ToJsonString()
        );
        return Running;
    }

    /// <summary>Ends the connector as SIGTERM does; what it has checkpointed is kept.</summary>
    public async Task StopAsync()
    {
        if (Running is not { } running)
        {
            return;
        }

        running.Terminate();
        await running.Exit.WaitAsync(ConnectorUnderTest.Patience);
        Fold(running);
        _state = running
            .Responses.Select(static r => r["checkpoint"]?["state"]?["updated"])
            .OfType<JsonObject>()
            .Aggregate(_state, static (state, patch) => Json.MergePatch(state, patch)!.AsObject());
        await running.DisposeAsync();
        (Running, _folded) = (null, 0);
        // The server notices the end of a session by itself, in its own time.
        await UntilAsync(
            $"SELECT {Shares} OR NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'estuary_flow' AND usename = "
                + $"'{Config["user"]}')"
        );
    }

    /// <summary>The capture opens, backfills and streams.</summary>
    public async Task StreamsAsync()
    {
        var run = await OpenAsync();
        Assert.True(
            await run.WaitAsync(static r => r.Log.Any(static l => l.Contains("Streaming CDC Events", StringComparison.Ordinal))),
            $"the capture does not stream:\n{Said(run)}"
        );
    }

    /// <summary>The capture's start ends with this text.</summary>
    public async Task DiesAsync(string text)
    {
        var run = await OpenAsync();
        await EndsAsync(text);
        Assert.DoesNotContain(run.Log, static l => l.Contains("Streaming CDC Events", StringComparison.Ordinal));
    }

    /// <summary>The capture that runs ends with this text.</summary>
    public async Task EndsAsync(string text)
    {
        var run = Running!;
        await Task.WhenAny(run.Exit, Task.Delay(ConnectorUnderTest.Patience));
        Assert.True(run.Exit.IsCompleted, $"the capture goes on:\n{Said(run)}");
        Assert.Equal(1, await run.Exit);
        Assert.True(run.Log.Any(l => Plain(l).Contains(text, StringComparison.Ordinal)), $"not \"{text}\", but:\n{Said(run)}");
        static string Plain(string line) => line.Replace("\\\"", "\"", StringComparison.Ordinal);
    }

    /// <summary>Estuary's validation of the capture: null, or why it is refused.</summary>
    public async Task<string?> ValidateAsync()
    {
        await using var run = new ConnectorUnderTest(new CaptureHabits());
        run.Send(
            new JsonObject
            {
                ["validate"] = new JsonObject
                {
                    ["name"] = "acmeCo/shop/source-postgres",
                    ["connectorType"] = "IMAGE",
                    ["config"] = Config.DeepClone(),
                    ["bindings"] = await BindingsAsync(),
                },
            }.ToJsonString()
        );
        run.EndInput();
        var exit = await run.Exit.WaitAsync(ConnectorUnderTest.Patience);
        return exit == 0 ? null : run.Log[^1].Replace("\\\"", "\"", StringComparison.Ordinal);
    }

    /// <summary>The capture stays at catching up, although the server has sent everything there is.</summary>
    public async Task HangsAsync()
    {
        await StopAsync();
        await WriteElsewhereAsync();
        var before = await ScalarAsync<string>("SELECT watermark FROM public.flow_watermarks WHERE slot = '{slot}'");
        var run = await OpenAsync();
        Assert.True(
            await run.WaitAsync(static r => r.Log.Any(static l => l.Contains("Catching up on CDC history", StringComparison.Ordinal))),
            Said(run)
        );
        if (Advanced["read_only_capture"] is null)
        {
            await UntilAsync(
                $"SELECT EXISTS (SELECT FROM public.flow_watermarks WHERE slot = '{{slot}}' AND watermark NOT IN ('existence-check', "
                    + $"'{before}'))"
            );
        }

        // The connector has handled everything before a position once it has read what came after it.
        for (var i = 0; i < 2; i++)
        {
            await ExecuteAsync("INSERT INTO public.elsewhere VALUES (2)");
            var all = await ScalarAsync<string>("SELECT pg_current_wal_flush_lsn()::text");
            await UntilAsync($"SELECT EXISTS (SELECT FROM pg_stat_replication WHERE usename = '{{role}}' AND write_lsn >= '{all}')");
        }
        Assert.DoesNotContain(run.Log, static l => l.Contains("Streaming CDC Events", StringComparison.Ordinal));
        Assert.False(run.Exit.IsCompleted, Said(run));
    }

    /// <summary>From where it stands, the capture comes to have every row of every bound table, and follows every change.</summary>
    public async Task WorksAsync()
    {
        Assert.Null(await ValidateAsync());
        await StreamsAsync();
        foreach (var table in _streams)
        {
            await ExecuteAsync(
                $"INSERT INTO {table} (id, v) VALUES (1000, 'new'), (1001, 'gone'); UPDATE {table} SET v = 'changed' WHERE id = 1000; "
                    + $"DELETE FROM {table} WHERE id = 1001"
            );
        }

        await SameAsync();
        await StopAsync();
        Started = true;
    }

    /// <summary>The collections come to be what the tables are.</summary>
    public async Task SameAsync()
    {
        foreach (var table in _streams)
        {
            var wanted = await RowsAsync(table);
            Assert.True(
                await Running!.WaitAsync(r => Fold(r).ContainsKey(table) ? Collected(table).SequenceEqual(wanted) : wanted.Count == 0),
                $"{table} is {Text(wanted)}, the collection {Text(Collected(table))}:\n{Said(Running)}"
            );
        }
    }

    /// <summary>The collection of a table is not what the table is, although everything that will come has come.</summary>
    public async Task LosesAsync(string table = "public.orders")
    {
        await SentinelAsync();
        Assert.NotEqual(await RowsAsync(table), Collected(table));
    }

    /// <summary>The documents of the capture that runs have a property twice, so that nothing can be made of them.</summary>
    public async Task SaysTwiceAsync(string name)
    {
        var run = Running!;
        Assert.Contains(run.Responses, r => r.ToJsonString().Split($"\"{name}\":").Length == 3);
        run.Terminate();
        await run.Exit.WaitAsync(ConnectorUnderTest.Patience);
        await run.DisposeAsync();
        Running = null;
    }

    /// <summary>A change of the table <c>items</c> that arrives, and everything before it.</summary>
    public async Task SentinelAsync()
    {
        var value = Guid.NewGuid().ToString();
        await ExecuteAsync($"UPDATE public.items SET v = '{value}' WHERE id = 1");
        Assert.True(
            await Running!.WaitAsync(r =>
                Fold(r).GetValueOrDefault("public.items")?.Values.Any(v => v.Contains(value, StringComparison.Ordinal)) == true
            ),
            $"nothing arrives any more:\n{Said(Running)}"
        );
    }

    /// <summary>Waits until a statement answers true.</summary>
    public async Task UntilAsync(string sql)
    {
        var deadline = DateTime.UtcNow + 4 * ConnectorUnderTest.Patience;
        while (!await ScalarAsync<bool>(sql))
        {
            Assert.True(DateTime.UtcNow < deadline, $"never true: {sql}");
            await Task.Delay(20);
        }
    }

    public IReadOnlyList<string> Collected(string table) =>
        _rows.TryGetValue(table, out var rows) ? [.. rows.Values.Order(StringComparer.Ordinal)] : [];
}
