using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NeonFlow.Cli.Local;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Commands;

/// <summary><c>neonflow rows</c>: what arrived in a collection of the local cloud that runs.</summary>
internal static class RowsCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var collection = new Argument<string?>("collection")
        {
            Description = "Name of the collection, acmeCo/shop/public/orders. Without it: the names of all and how many rows each has.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var first = new Option<int>("--first", "-n") { Description = "How many are printed.", DefaultValueFactory = static _ => 20 };
        var changes = new Option<bool>("--changes")
        {
            Description = "Every document in the order in which it arrived, deletions too. Default: one row for each key.",
        };
        var json = new Option<bool>("--json", "-j") { Description = "Prints each document whole, as JSON on one line." };
        var command = new Command("rows", "Prints what arrived in a collection of the local cloud that runs.")
        {
            collection,
            first,
            changes,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var http = new HttpClient();
                if (parsed.GetValue(collection) is not { Length: > 0 } name)
                {
                    foreach (var one in await AskAsync(http, "", stop).ConfigureAwait(false))
                    {
                        Console.WriteLine(parsed.GetValue(json) ? Json(one) : $"{one["collection"]}  {Counted((int)one["rows"]!)}");
                    }

                    return 0;
                }

                // A capture that has just begun to run reads its tables now.
                var query = $"?collection={Uri.EscapeDataString(name)}{(parsed.GetValue(changes) ? "&changes" : "")}";
                var rows = await AskAsync(http, query, stop).ConfigureAwait(false);
                for (var waited = TimeSpan.Zero; rows.Count == 0 && waited < Patience; waited += Pause)
                {
                    await Task.Delay(Pause, stop).ConfigureAwait(false);
                    rows = await AskAsync(http, query, stop).ConfigureAwait(false);
                }

                Print(name, rows, [.. rows.Take(parsed.GetValue(first))], parsed.GetValue(changes), parsed.GetValue(json));
                return 0;
            }
        );
        return command;
    }

    private static void Print(string name, IReadOnlyList<JsonObject> all, IReadOnlyList<JsonObject> shown, bool changes, bool json)
    {
        if (json)
        {
            foreach (var row in shown)
            {
                Console.WriteLine(Json(row));
            }

            return;
        }

        var printed = changes ? shown.Select(WithOperation) : shown;
        foreach (var line in shown.Count == 0 ? [] : RowTable.Lines([.. printed]))
        {
            Console.WriteLine(line);
        }

        var what = changes ? $"{all.Count} document{(all.Count == 1 ? "" : "s")}" : Counted(all.Count);
        Console.WriteLine(
            all.Count == 0 ? $"Nothing has arrived in {name} yet."
            : shown.Count < all.Count ? $"the first {shown.Count} of {what}"
            : what
        );
    }

    // Estuary's connectors say with each document what happened to its row: c, u or d.
    private static JsonObject WithOperation(JsonObject document)
    {
        var shown = new JsonObject { ["op"] = document["_meta"]?["op"]?.DeepClone() };
        foreach (var (name, value) in document)
        {
            shown.TryAdd(name, value?.DeepClone());
        }

        return shown;
    }

    private static string Json(JsonNode node) => node.ToJsonString(Readable);

    private static string Counted(int rows) => $"{rows} row{(rows == 1 ? "" : "s")}";

    private static async Task<IReadOnlyList<JsonObject>> AskAsync(HttpClient http, string query, CancellationToken stop)
    {
        if (Environment.GetEnvironmentVariable(LocalAddresses.ServerUrl) is not { Length: > 0 } url)
        {
            throw LocalAddresses.Missing(LocalAddresses.ServerUrl);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, url + "/rows" + query);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("FLOW_AUTH_TOKEN"));
        try
        {
            using var response = await http.SendAsync(request, stop).ConfigureAwait(false);
            var text = await response.Content.ReadAsStringAsync(stop).ConfigureAwait(false);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => [.. JsonNode.Parse(text)!.AsArray().Select(static n => n!.AsObject())],
                HttpStatusCode.NotFound => throw new EngineException(
                    JsonNode.Parse(text)!.AsArray() is { Count: > 0 } names
                        ? $"the local cloud has no such collection; it has {string.Join(", ", names)}"
                        : "the local cloud has no collection yet: `neonflow up <program folder>` makes some"
                ),
                HttpStatusCode.Unauthorized => throw new EngineException(
                    "the local cloud does not know FLOW_AUTH_TOKEN: it was started anew; take the variables that it printed this time"
                ),
                var other => throw new EngineException($"the local cloud at {url} answered {(int)other}"),
            };
        }
        catch (HttpRequestException failure)
        {
            throw new EngineException(
                $"no local cloud answers at {url} ({LocalAddresses.ServerUrl}): start it with `neonflow local`",
                failure
            );
        }
    }
}
