using System.Text;
using NeonFlow.Neon.Tests;
using static NeonFlow.Estuary.Tests.ScriptedBroker;
using static NeonFlow.Estuary.Tests.TestClient;

namespace NeonFlow.Estuary.Tests;

/// <summary>Documents of collections, read from the brokers of a data plane.</summary>
public sealed class CollectionTests
{
    private static readonly CollectionLimits All = new(1000, 1 << 20);

    // The ids of the documents, and a plus where more follow.
    private static async Task<string> ReadAsync(ScriptedBroker broker, CollectionLimits? limits = null)
    {
        using var estuary = Client(broker.Server);
        var page = await estuary.ReadCollectionAsync(Collection, limits ?? All, TimeSpan.Zero, default);
        return string.Join(' ', page!.Documents.Select(static d => $"{d["id"]}").Concat(page.More ? ["+"] : []));
    }

    [Fact]
    public async Task The_broker_gets_the_token_that_the_control_plane_gave_and_no_other()
    {
        await using var broker = new ScriptedBroker().Journal("pivot=00", 0, Line(1, 1, 1), Line(0, 2, 2));
        Assert.Equal("1", await ReadAsync(broker));
        var calls = broker.Server.Calls.ToLookup(static c => c.Url, static c => c.Headers["Authorization"]);
        Assert.All(calls["/authorize/user/collection"], static a => Assert.DoesNotContain(BrokerToken, a, StringComparison.Ordinal));
        Assert.Equal([$"Bearer {BrokerToken}"], calls["/v1/journals/list"].Distinct());
        Assert.Equal([$"Bearer {BrokerToken}"], calls["/v1/journals/read"].Distinct());
        Assert.Contains(
            """{"selector":{"include":{"labels":[{"name":"estuary.dev/collection","value":"acmeCo/shop/public/orders"}]}}}""",
            broker.Server.Calls.Select(static c => c.Body)
        );
    }

    [Fact]
    public async Task Only_what_was_committed_counts_and_what_was_written_twice_counts_once()
    {
        await using var broker = new ScriptedBroker().Journal(
            "pivot=00",
            0,
            Line(1, 10, 1),
            Line(2, 11, 1),
            Line(9, 12, 1),
            // It commits up to its clock; what was written after that is rolled back.
            Line(0, 11, 2),
            Line(2, 11, 1),
            Line(3, 20, 0),
            Line(3, 20, 0),
            Line(4, 30, 1),
            Line(4, 30, 1),
            Line(5, 5, 1, "0b0b0b0b0b0b"),
            Line(0, 31, 2),
            Line(9, 40, 1),
            // An acknowledgement that was seen before takes back what came after it.
            Line(0, 31, 2),
            """{"id":6,"_meta":{"uuid":"of another form"}}""",
            Line(0, 6, 2, "0b0b0b0b0b0b"),
            Line(9, 50, 1)
        );
        Assert.Equal("1 2 3 4 6 5", await ReadAsync(broker));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1000)]
    [InlineData(200_000, 32_736)]
    public async Task Documents_are_put_together_from_pieces_of_any_size(int length, int chunk)
    {
        var note = new string('ü', length);
        var lines = Enumerable.Range(1, 20).Select(i => $$"""{"id":{{i}},"note":"{{note}}"}""").ToArray();
        await using var broker = new ScriptedBroker { ChunkSize = chunk }.Journal("pivot=00", 0, lines);
        Assert.Equal(string.Join(' ', Enumerable.Range(1, 20)), await ReadAsync(broker, new(1000, long.MaxValue)));

        // Nothing is read twice, and nothing is passed over.
        var reads = broker.Reads.ToList();
        Assert.Equal(reads.Skip(1).Select(static r => r.Offset), reads.SkipLast(1).Select(static r => r.End));
    }

    [Theory]
    [InlineData(2, 1 << 20, "1 2 +")]
    [InlineData(4, 1 << 20, "1 2 3 4")]
    [InlineData(1000, 150, "1 2 +")]
    [InlineData(1000, 1, "1 +")]
    public async Task A_read_ends_after_enough_documents_or_bytes_and_says_whether_more_follow(int documents, long bytes, string read)
    {
        await using var broker = new ScriptedBroker()
            .Journal("pivot=00", 0, Line(1, 1, 1), Line(2, 2, 1), Line(3, 3, 1), Line(0, 4, 2))
            .Journal("pivot=80", 0, Line(4, 1, 1), Line(0, 2, 2));
        Assert.Equal(read, await ReadAsync(broker, new(documents, bytes)));
    }

    [Fact]
    public async Task A_collection_that_is_too_large_is_looked_through_in_part()
    {
        await using var broker = new ScriptedBroker().Journal(
            "pivot=00",
            0,
            [.. Enumerable.Range(1, 5000).Select(static i => Line(i, i, 1)), Line(0, 6000, 2)]
        );
        Assert.Equal("+", await ReadAsync(broker, new(3, 1 << 20) { JournalBytes = 100_000 }));
        Assert.Equal("1 2 3 +", await ReadAsync(broker, new(3, 1 << 20)));
    }

    [Fact]
    public async Task What_is_gone_from_the_beginning_of_a_journal_is_passed_over()
    {
        await using var broker = new ScriptedBroker().Journal("pivot=00", 5_000_000, Line(7, 1, 0), Line(8, 2, 0));
        Assert.Equal("7 8", await ReadAsync(broker));
    }

    [Fact]
    public async Task A_document_that_a_hole_in_the_journal_cuts_is_passed_over()
    {
        await using var broker = new ScriptedBroker().Journal("pivot=00", 0, "{}");
        var answer = broker.Server.Otherwise!;
        broker.Server.Otherwise = call =>
            call.Url != "/v1/journals/read" ? answer(call)
            : call.Body.Contains("\"offset\":\"0\"", StringComparison.Ordinal)
                ? new(200, Message(0, "{\"id\":1}\n{\"id\":2") + Message(5000, "{\"id\":3}\n"), [])
            : new(200, """{"result":{"status":"OFFSET_NOT_YET_AVAILABLE","offset":"5009"}}""", []);
        Assert.Equal("1 3", await ReadAsync(broker));

        static string Message(int offset, string content)
        {
            var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(content));
            return $$$"""{"result":{"status":"OK","offset":"{{{offset}}}","content":"{{{base64}}}"}}""" + "\n";
        }
    }

    [Fact]
    public async Task Journals_without_content_and_collections_without_journals_are_empty()
    {
        await using var broker = new ScriptedBroker();
        Assert.Equal("", await ReadAsync(broker));
        broker.Journal("pivot=00", 0, Line(1, 1, 0));
        foreach (var status in (string[])["SUSPENDED", "JOURNAL_NOT_FOUND", "OFFSET_NOT_YET_AVAILABLE"])
        {
            broker.Status = status;
            Assert.Equal("", await ReadAsync(broker));
        }

        broker.Status = "INSUFFICIENT_JOURNAL_BROKERS";
        var failure = await Assert.ThrowsAsync<EstuaryUnavailableException>(() => ReadAsync(broker));
        Assert.Contains("INSUFFICIENT_JOURNAL_BROKERS", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_of_older_gateways_are_read_as_well()
    {
        await using var broker = new ScriptedBroker { IsOldGateway = true }.Journal("pivot=00", 0, Line(1, 1, 0));
        Assert.Equal("1", await ReadAsync(broker));
    }

    [Fact]
    public async Task A_broker_that_breaks_off_is_asked_again_and_one_that_refuses_is_quoted_without_the_token()
    {
        await using var broker = new ScriptedBroker().Journal("pivot=00", 0, Line(1, 1, 0));
        var access = broker.Server.Otherwise!;
        var asked = 0;
        broker.Server.Otherwise = call => call.Url == "/v1/journals/read" && asked++ == 0 ? new(503, "overloaded", []) : access(call);
        Assert.Equal("1", await ReadAsync(broker));

        broker.Server.Otherwise = call =>
            call.Url == "/v1/journals/list"
                ? new(401, $$$"""{"error":{"grpcCode":16,"httpCode":401,"message":"no {{{BrokerToken}}}"}}""", [])
                : access(call);
        var failure = await Assert.ThrowsAsync<EstuaryUnauthorizedException>(() => ReadAsync(broker));
        Assert.DoesNotContain(BrokerToken, failure.ToString(), StringComparison.Ordinal);

        broker.Server.Otherwise = call =>
            call.Url == "/v1/journals/list" ? new(200, """{"error":{"grpcCode":14,"message":"going away"}}""", []) : access(call);
        Assert.Contains(
            "going away",
            (await Assert.ThrowsAsync<EstuaryUnavailableException>(() => ReadAsync(broker))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_broker_s_refusal_says_nothing_of_the_credential()
    {
        await using var broker = new ScriptedBroker();
        var access = broker.Server.Otherwise!;
        broker.Server.Otherwise = call =>
            call.Url == "/v1/journals/list" ? new(401, """{"error":{"grpcCode":16,"message":"no"}}""", []) : access(call);
        using var estuary = Client(broker.Server, RefreshToken);
        for (var time = 0; time < 2; time++)
        {
            await Assert.ThrowsAsync<EstuaryUnauthorizedException>(() =>
                estuary.ReadCollectionAsync(Collection, All, TimeSpan.Zero, default)
            );
        }

        Assert.Single(broker.Server.Calls, static c => c.Url == "/api/v1/auth/token");
        Assert.Equal(2, broker.Server.Calls.Count(static c => c.Url == "/v1/journals/list"));
    }

    [Fact]
    public async Task A_host_that_may_not_be_called_is_not_called()
    {
        await using var broker = new ScriptedBroker().Journal("pivot=00", 0, Line(1, 1, 0));
        using var estuary = Client(broker.Server, permit: static host => throw new InvalidOperationException(host));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            estuary.ReadCollectionAsync(Collection, All, TimeSpan.Zero, default)
        );
        Assert.Equal("127.0.0.1", refused.Message);
        Assert.Single(broker.Server.Calls);
    }

    [Theory]
    [InlineData("http://brokers.example")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("brokers.example")]
    [InlineData("")]
    public async Task A_token_does_not_go_in_plain_over_a_network(string address)
    {
        await using var broker = new ScriptedBroker { BrokerAddress = address }.Journal("pivot=00", 0, Line(1, 1, 0));
        await Assert.ThrowsAsync<EstuaryUnavailableException>(() => ReadAsync(broker));
        Assert.Single(broker.Server.Calls);
    }

    [Fact]
    public async Task A_collection_that_is_not_there_is_no_failure_and_a_route_that_is_not_there_is()
    {
        await using var server = new ScriptedServer()
            .Next(404, $"collection {Collection} is not known")
            .Next(404, "not found")
            .Next(403, $"you@example.com is not authorized to {Collection} for Read");
        using var estuary = Client(server);
        Assert.Null(await estuary.ReadCollectionAsync(Collection, All, TimeSpan.Zero, default));
        await Assert.ThrowsAsync<EstuaryNotFoundException>(() => estuary.ReadCollectionAsync(Collection, All, TimeSpan.Zero, default));
        await Assert.ThrowsAsync<EstuaryForbiddenException>(() => estuary.ReadCollectionAsync(Collection, All, TimeSpan.Zero, default));
    }

    [Fact]
    public async Task The_first_document_is_waited_for()
    {
        await using var broker = new ScriptedBroker();
        var answer = broker.Server.Otherwise!;
        var lists = 0;
        broker.Server.Otherwise = call =>
        {
            if (call.Url == "/v1/journals/list" && ++lists == 3)
            {
                broker.Journal("pivot=00", 0, Line(1, 1, 0));
            }

            return answer(call);
        };
        var said = new List<string>();
        using var estuary = Client(broker.Server, told: said.Add);
        var page = await estuary.ReadCollectionAsync(Collection, All, TimeSpan.FromMinutes(1), default);
        Assert.Single(page!.Documents);
        Assert.Equal(3, lists);
        Assert.Equal([$"waiting for the first document of {Collection}"], said.Distinct());
    }

    [Fact]
    public async Task The_key_of_a_collection_is_read_and_none_is_seen_of_one_that_is_not_there()
    {
        await using var server = new ScriptedServer()
            .Next(200, """{"data":{"liveSpecs":{"edges":[{"node":{"liveSpec":{"model":{"key":["/region","/id"]}}}}]}}}""")
            .Next(200, """{"data":{"liveSpecs":{"edges":[{"node":{"liveSpec":null}}]}}}""");
        using var estuary = Client(server);
        Assert.Equal(["/region", "/id"], await estuary.GetCollectionKeyAsync(Collection, default));
        Assert.Empty(await estuary.GetCollectionKeyAsync(Collection, default));
    }
}
