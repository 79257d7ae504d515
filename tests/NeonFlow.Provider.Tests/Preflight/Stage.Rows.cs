using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NeonFlow.Postgres;
using NeonFlow.Testing.Connectors.SourcePostgres;
using NeonFlow.Testing.Tests.Connectors;
using Npgsql;

namespace NeonFlow.Provider.Tests.Preflight;

internal sealed partial class Stage
{
    private async Task<List<string>> RowsAsync(string table)
    {
        await using var connection = await Server.OpenAsync(Name);
        await using var command = new NpgsqlCommand($"SELECT row_to_json(t)::text FROM (SELECT * FROM {table}) t", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(Canonical(JsonNode.Parse(reader.GetString(0))!.AsObject()));
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private Dictionary<string, Dictionary<string, string>> Fold(ConnectorUnderTest run)
    {
        var responses = run.Responses;
        for (; _folded < responses.Count; _folded++)
        {
            if (responses[_folded]["captured"] is not JsonObject captured)
            {
                continue;
            }

            var document = captured["doc"]!.DeepClone().AsObject();
            var binding = captured["binding"]?.GetValue<int>() ?? 0;
            var table = _streams[binding];
            var rows = _rows.TryGetValue(table, out var known) ? known : _rows[table] = new(StringComparer.Ordinal);
            var deleted = document["_meta"]!["op"]!.GetValue<string>() == "d";
            document.Remove("_meta");
            var key = string.Join('|', _keys[binding].Select(k => document[k]?.ToJsonString()));
            if (deleted)
            {
                rows.Remove(key);
            }
            else
            {
                rows[key] = Canonical(Merged(rows.GetValueOrDefault(key), document));
            }
        }

        return _rows;
    }

    // As the collection's schema reduces: what a document does not say stays as it was.
    private static JsonObject Merged(string? before, JsonObject document)
    {
        var merged = before is null ? [] : JsonNode.Parse(before)!.AsObject();
        foreach (var (name, value) in document)
        {
            merged[name] = value?.DeepClone();
        }

        return merged;
    }

    private static string Canonical(JsonObject row) =>
        new JsonObject(
            row.OrderBy(static p => p.Key, StringComparer.Ordinal)
                .Select(static p => new KeyValuePair<string, JsonNode?>(p.Key, p.Value?.DeepClone()))
        ).ToJsonString();

    /// <summary>What the connector's own discovery finds, by schema and table.</summary>
    public async Task<IReadOnlyDictionary<string, JsonNode>> DiscoverAsync()
    {
        var discovered = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        await using (var run = new ConnectorUnderTest(new CaptureHabits()))
        {
            run.Send(
                new JsonObject
                {
                    ["discover"] = new JsonObject { ["connectorType"] = "IMAGE", ["config"] = Config.DeepClone() },
                }.ToJsonString()
            );
            run.EndInput();
            await run.Exit.WaitAsync(ConnectorUnderTest.Patience);
            foreach (var binding in run.Responses.SelectMany(static r => r["discovered"]?["bindings"]?.AsArray() ?? []))
            {
                discovered[$"{binding!["resourceConfig"]!["namespace"]}.{binding["resourceConfig"]!["stream"]}"] = binding;
            }
        }

        return discovered;
    }

    /// <summary>Bindings with the keys that the connector's own discovery gives them.</summary>
    private async Task<JsonArray> BindingsAsync()
    {
        var discovered = await DiscoverAsync();
        return new JsonArray([
            .. Bound.Select(table =>
            {
                var name = TableName.Parse(table);
                var resource = new JsonObject { ["namespace"] = name.Schema, ["stream"] = name.Name };
                if (Mode.Length > 0 && table != "public.items")
                {
                    resource["mode"] = Mode;
                }

                var key =
                    (
                        _established.GetValueOrDefault(table) ?? discovered.GetValueOrDefault($"{name.Schema}.{name.Name}")?["key"]
                    )?.DeepClone() ?? new JsonArray("/id");
                var collection = new JsonObject
                {
                    ["name"] = $"acmeCo/shop/{name.Schema}/{name.Name}",
                    ["key"] = key,
                    ["projections"] = new JsonArray(),
                };
                var stateKey = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Uri.EscapeDataString($"{name.Schema}/{name.Name}")}.v{CounterOf(table)}"
                );
                return (JsonNode)
                    new JsonObject
                    {
                        ["resourceConfig"] = resource,
                        ["resourcePath"] = new JsonArray(name.Schema, name.Name),
                        ["collection"] = collection,
                        ["backfill"] = CounterOf(table),
                        ["stateKey"] = stateKey,
                    };
            }),
        ]);
    }

    private static string Text(IReadOnlyList<string> rows) => $"[{string.Join(", ", rows)}]";

    private static string Said(ConnectorUnderTest run) => string.Join('\n', run.Log.TakeLast(12));

    [GeneratedRegex("""^(?<comment>-- in the program: )?(?<name>[A-Z]\w*) = (?<value>.*?)(\s{3}//.*)?$""")]
    private static partial Regex Input();

    [GeneratedRegex(@"\[""(.*?)""\] = (\d+)")]
    private static partial Regex Counter();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();
}
