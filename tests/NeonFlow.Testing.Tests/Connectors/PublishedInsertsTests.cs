using NeonFlow.Testing.Connectors.SourcePostgres;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>
/// A publication of inserts alone leaves out the watermark's own update, so only an insert of somebody else passes a fence that lies behind
/// the last transaction.
/// </summary>
public sealed class PublishedInsertsTests(ShopServers servers)
{
    [Fact]
    public async Task Where_the_server_notes_something_behind_a_backfill_the_run_stands_until_the_next_published_insert()
    {
        using var rented = await servers.RentAsync();
        var shop = rented.Server;
        await shop.ResetAsync();
        await shop.QueryAsync("ALTER PUBLICATION flow_publication SET (publish = 'insert')");
        await using var connector = new ConnectorUnderTest(
            new CaptureHabits
            {
                PickBackfill = keys =>
                {
                    shop.NoteRunningTransactionsAsync().GetAwaiter().GetResult();
                    return keys[0];
                },
            }
        );
        connector.Send(ConnectorProcessTests.Open(shop).ToJsonString());

        // The fence is set when its watermark has taken the place of the one that the checks left.
        await shop.WaitForAsync("SELECT count(*) FROM flow_watermarks WHERE slot = 'flow_slot' AND watermark <> 'existence-check'", "1");
        Assert.DoesNotContain(connector.Responses, ConnectorProcessTests.IsActive);
        var noted = Position(await shop.QueryAsync("SELECT pg_current_wal_flush_lsn()"));
        await shop.QueryAsync("INSERT INTO customers (id, name, email) VALUES (9001, 'Next', 'next@example.com')");
        Assert.True(await connector.WaitAsync(c => c.Responses.Any(ConnectorProcessTests.IsActive)), string.Join('\n', connector.Log));
        Assert.True(Position(Transcript.Cursor(connector.Responses.First(ConnectorProcessTests.IsActive))) > noted);
    }

    private static ulong Position(string? text) =>
        Lsn.TryParse(text, out var position) ? position : throw new FormatException($"{text} is no position");
}
