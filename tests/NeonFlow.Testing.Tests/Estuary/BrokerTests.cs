using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using static NeonFlow.Testing.Tests.Estuary.EstuaryBench;

namespace NeonFlow.Testing.Tests.Estuary;

/// <summary>Access to collections, and their journals at the brokers.</summary>
public sealed class BrokerTests
{
    private static JsonObject Row(int id) => new() { ["id"] = id, ["region"] = "eu" };

    private static async Task<EstuaryBench> StartAsync(int rows)
    {
        var bench = await EstuaryBench.StartAsync();
        for (var id = 1; id <= rows; id++)
        {
            bench.Source.Add("orders", "c", Row(id));
        }
        await bench.PublishShopAsync();
        await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == rows);
        return bench;
    }

    private static async Task<(HttpStatusCode Status, JsonNode? Body)> AuthorizeAsync(
        EstuaryBench bench,
        string collection,
        string? capability = null,
        string? token = null
    )
    {
        var body = new JsonObject { ["collection"] = collection };
        if (capability is not null)
        {
            body["capability"] = capability;
        }
        var (status, answer, _) = await bench.SendAsync(
            HttpMethod.Post,
            bench.Cloud.AgentUrl + "/authorize/user/collection",
            body,
            token: token
        );
        return (status, answer);
    }

    private static async Task<(HttpStatusCode Status, IReadOnlyList<JsonObject> Lines)> AskAsync(
        EstuaryBench bench,
        string path,
        JsonObject body,
        string? token = null
    )
    {
        var (_, access) = await AuthorizeAsync(bench, Orders);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, access!["brokerAddress"] + path)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", token ?? access["brokerToken"]!.GetValue<string>());
        using var answer = await http.SendAsync(request);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (answer.StatusCode, [.. lines.Select(static l => JsonNode.Parse(l)!.AsObject())]);
    }

    private static JsonObject Labels(string name, string value, bool prefix = false)
    {
        var label = new JsonObject { ["name"] = name, ["value"] = value };
        if (prefix)
        {
            label["prefix"] = true;
        }
        return new JsonObject { ["labels"] = new JsonArray(label) };
    }

    private static async Task<IReadOnlyList<string>> ListAsync(EstuaryBench bench, string set, JsonObject labels)
    {
        var (_, lines) = await AskAsync(bench, "/v1/journals/list", new() { ["selector"] = new JsonObject { [set] = labels } });
        return [.. Assert.Single(lines)["result"]!["journals"]!.AsArray().Select(static j => (string)j!["spec"]!["name"]!)];
    }

    private static async Task<(string Text, IReadOnlyList<string> Statuses)> ReadAsync(EstuaryBench bench, JsonObject request)
    {
        var (status, lines) = await AskAsync(bench, "/v1/journals/read", request);
        Assert.Equal(HttpStatusCode.OK, status);
        var messages = lines.Select(static l => l["result"]!).ToList();
        var content = messages.SelectMany(static m => Convert.FromBase64String((string)m["content"]!)).ToArray();
        return (Encoding.UTF8.GetString(content), [.. messages.Select(static m => (string)m["status"]!)]);
    }

    [Fact]
    public async Task Who_may_read_a_collection_gets_a_token_for_its_journals_alone()
    {
        await using var bench = await StartAsync(1);
        var (status, access) = await AuthorizeAsync(bench, Orders);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith(Orders + "/", (string?)access!["journalNamePrefix"], StringComparison.Ordinal);

        var other = bench.Cloud.AddUser("eve@example.com", "otherCo/");
        (status, access) = await AuthorizeAsync(bench, Orders, token: other);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal($"eve@example.com is not authorized to {Orders} for Read", (string?)access);
        (status, access) = await AuthorizeAsync(bench, Orders, "admin");
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("requires estuary_support/ grant", (string?)access, StringComparison.Ordinal);
        (status, access) = await AuthorizeAsync(bench, "acmeCo/shop/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("collection acmeCo/shop/nowhere is not known", (string?)access);
        Assert.Equal(HttpStatusCode.NotFound, (await AuthorizeAsync(bench, Capture)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AuthorizeAsync(bench, Orders, token: "a.b.c")).Status);
    }

    [Fact]
    public async Task Journals_are_there_from_the_first_document_on_and_selected_by_their_labels()
    {
        await using var bench = await StartAsync(0);
        Assert.Empty(await ListAsync(bench, "include", Labels("estuary.dev/collection", Orders)));
        bench.Source.Add("orders", "c", Row(1));
        await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 1);

        var (_, access) = await AuthorizeAsync(bench, Orders);
        var journal = access!["journalNamePrefix"] + "pivot=00";
        foreach (
            var labels in (JsonObject[])
                [
                    Labels("estuary.dev/collection", Orders),
                    Labels("estuary.dev/collection", ""),
                    Labels("name", journal),
                    Labels("name", Orders + "/", prefix: true),
                    Labels("prefix", Orders + "/"),
                ]
        )
        {
            Assert.Equal([journal], await ListAsync(bench, "include", (JsonObject)labels.DeepClone()));
            Assert.Empty(await ListAsync(bench, "exclude", labels));
        }
        Assert.Empty(await ListAsync(bench, "include", Labels("estuary.dev/collection", Customers)));
    }

    [Fact]
    public async Task A_token_opens_no_journals_of_another_collection_and_none_that_was_made_anew()
    {
        await using var bench = await StartAsync(1);
        var (_, access) = await AuthorizeAsync(bench, Orders);
        var (token, journal) = ((string)access!["brokerToken"]!, access["journalNamePrefix"] + "pivot=00");
        await bench.Cloud.DeleteAsync(Capture, Orders);
        await bench.PublishShopAsync();
        await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 1);
        var all = new JsonObject { ["selector"] = new JsonObject() };
        var (_, mine) = await AskAsync(bench, "/v1/journals/list", (JsonObject)all.DeepClone());
        Assert.NotEqual(journal, (string?)Assert.Single(mine)["result"]!["journals"]![0]!["spec"]!["name"]);
        var (_, old) = await AskAsync(bench, "/v1/journals/list", all, token);
        Assert.Empty(Assert.Single(old)["result"]!["journals"]!.AsArray());
        Assert.Equal(["JOURNAL_NOT_FOUND"], (await ReadAsync(bench, new() { ["journal"] = journal })).Statuses);
    }

    [Fact]
    public async Task A_read_gives_the_bytes_of_a_range_and_what_is_written_when_it_ends()
    {
        await using var bench = await StartAsync(300);
        var (_, access) = await AuthorizeAsync(bench, Orders);
        var journal = access!["journalNamePrefix"] + "pivot=00";
        JsonObject Request(params (string Name, JsonNode Value)[] members)
        {
            var request = new JsonObject { ["journal"] = journal };
            foreach (var (name, value) in members)
            {
                request[name] = value;
            }
            return request;
        }

        var (whole, statuses) = await ReadAsync(bench, Request());
        Assert.Equal("OFFSET_NOT_YET_AVAILABLE", statuses[^1]);
        var lines = whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonNode.Parse(l)!).ToList();
        var flags = lines.Select(static l => ((string)l["_meta"]!["uuid"]!)[19..23]).ToList();
        Assert.Equal(300, flags.Count(static f => f == "8001"));
        Assert.Equal("8002", flags[^1]);
        Assert.True((bool?)lines[^1]["_meta"]!["ack"]);
        Assert.Equal(
            bench.Cloud.Documents(Orders).Select(static d => d.ToJsonString()),
            lines.Where(static l => l["id"] is not null).Select(static l => l.ToJsonString())
        );

        // Whole numbers are text or numbers, and the end is not part of the range.
        var part = await ReadAsync(bench, Request(("offset", "100"), ("endOffset", 40_000)));
        Assert.Equal(whole[100..40_000], part.Text);
        Assert.All(part.Statuses, static s => Assert.Equal("OK", s));
        Assert.Equal(["OK"], (await ReadAsync(bench, Request(("metadataOnly", true)))).Statuses);
        Assert.Equal(["OFFSET_NOT_YET_AVAILABLE"], (await ReadAsync(bench, Request(("offset", "-1")))).Statuses);
        foreach (var wrong in (JsonObject[])[Request(("offset", 5), ("endOffset", 4)), Request(("block", true))])
        {
            var (status, answer) = await AskAsync(bench, "/v1/journals/read", wrong);
            Assert.True((int)status >= 500);
            Assert.NotNull(Assert.Single(answer)["error"]!["grpcCode"]);
        }
    }

    [Fact]
    public async Task Credentials_of_others_open_nothing_at_a_broker()
    {
        await using var bench = await StartAsync(1);
        foreach (var token in (string[])[bench.Token, bench.Cloud.RefreshToken, "none"])
        {
            foreach (var path in (string[])["/v1/journals/list", "/v1/journals/read"])
            {
                var (status, lines) = await AskAsync(bench, path, [], token);
                Assert.Equal(HttpStatusCode.Unauthorized, status);
                Assert.Equal(16, (int?)Assert.Single(lines)["error"]!["grpcCode"]);
            }
        }
    }
}
