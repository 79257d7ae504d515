using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NeonFlow.Cli.Local;
using NeonFlow.Cli.Rows;

namespace NeonFlow.Cli.Commands;

/// <summary><c>neonflow rows</c>: what arrived in a collection, of a local cloud that runs or of the real Estuary.</summary>
internal static class RowsCommand
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var collection = new Argument<string?>("collection")
        {
            Description =
                "Name of the collection, acmeCo/shop/public/orders. Without it: the names of all of a local cloud, and how many rows each "
                + "has.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var first = new Option<int>("--first", "-n") { Description = "How many are printed.", DefaultValueFactory = static _ => 20 };
        var changes = new Option<bool>("--changes")
        {
            Description = "Every document in the order in which it arrived, deletions too. Default: one row for each key.",
        };
        var json = new Option<bool>("--json", "-j") { Description = "Prints each document whole, as JSON on one line." };
        var command = new Command(
            "rows",
            "Prints what arrived in a collection of Estuary: of the local cloud whose variables are set, else of the real one, with the "
                + "refresh token in FLOW_AUTH_TOKEN."
        )
        {
            collection,
            first,
            changes,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                if (parsed.GetValue(collection) is not { Length: > 0 } name)
                {
                    foreach (var one in await LocalCollections.ListAsync(stop).ConfigureAwait(false))
                    {
                        var rows = CollectionDocuments.Counted((int)one["rows"]!, "row");
                        Console.WriteLine(parsed.GetValue(json) ? Json(one) : $"{one["collection"]}  {rows}");
                    }

                    return 0;
                }

                using var estuary = EstuaryCollections.OfEnvironment();
                var read =
                    await estuary.ReadAsync(name, parsed.GetValue(changes), stop).ConfigureAwait(false)
                    ?? throw await LocalCollections.UnknownAsync(name, stop).ConfigureAwait(false);
                Print(name, read, [.. read.Documents.Take(parsed.GetValue(first))], parsed.GetValue(json));
                return 0;
            }
        );
        return command;
    }

    private static void Print(string name, CollectionDocuments read, IReadOnlyList<JsonObject> shown, bool json)
    {
        if (json)
        {
            foreach (var row in shown)
            {
                Console.WriteLine(Json(row));
            }

            return;
        }

        var printed = read.AreRows ? shown : shown.Select(WithOperation);
        foreach (var line in shown.Count == 0 ? [] : RowTable.Lines([.. printed]))
        {
            Console.WriteLine(line);
        }

        Console.WriteLine(
            read.Documents.Count == 0 && !read.More ? $"Nothing has arrived in {name} yet."
            : shown.Count < read.Documents.Count || read.More ? $"the first {shown.Count} of {read.Count}"
            : read.Count
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
}
