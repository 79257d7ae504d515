using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>Requests as they were sent, completed with what a recording leaves out.</summary>
internal sealed partial class Replay
{
    private static string StateKey(JsonObject binding)
    {
        if (binding["stateKey"] is { } given)
        {
            return (string)given!;
        }
        var stream = $"{(string?)binding["namespace"]}/{(string?)binding["stream"]}";
        return $"{Uri.EscapeDataString(stream)}.v{(int?)binding["$backfill"] ?? 0}";
    }

    private JsonObject Complete(JsonObject request)
    {
        var completed = request.DeepClone().AsObject();
        if (completed.Count == 0)
        {
            return completed;
        }
        var (kind, body) = completed.First();
        var target = body!.AsObject();
        if (target["capture"] is JsonObject capture)
        {
            CompleteCapture(capture);
        }
        else
        {
            CompleteCapture(target);
        }
        if ((string?)(target["lastCapture"] as JsonValue) is not null)
        {
            target["lastCapture"] = new JsonObject
            {
                ["name"] = "acmeCo/shop/source-postgres",
                ["config"] = Config(new JsonObject { ["$base"] = 1 }),
                ["bindings"] = new JsonArray(
                    Binding(
                        new JsonObject
                        {
                            ["namespace"] = "public",
                            ["stream"] = "customers",
                            ["$key"] = new JsonArray("/id"),
                        }
                    )
                ),
            };
        }
        if (
            target["state"] is JsonObject state
            && (string?)state["cursor"] is { } cursor
            && _runs.Select(r => r.Corresponding(cursor)).LastOrDefault(c => c is not null) is { } now
        )
        {
            state["cursor"] = now;
        }
        return completed;
    }

    private void CompleteCapture(JsonObject capture)
    {
        if (capture["config"] is JsonObject config && config.Count > 0)
        {
            capture["config"] = Config(config);
        }
        if (capture["bindings"] is JsonArray bindings)
        {
            capture["bindings"] = new JsonArray([.. bindings.Select(b => (JsonNode?)Binding(b!.AsObject()))]);
        }
    }

    private JsonObject Config(JsonObject given)
    {
        var config = given.DeepClone().AsObject();
        if (config.Remove("$base"))
        {
            var based = _baseConfig.DeepClone().AsObject();
            foreach (var name in config["$without"] as JsonArray ?? [])
            {
                based.Remove((string)name!);
            }
            config.Remove("$without");
            foreach (var (name, value) in config)
            {
                based[name] = value?.DeepClone();
            }
            config = based;
        }
        if ((string?)config["address"] == "127.0.0.1:5432")
        {
            config["address"] = _shop.Address;
        }
        if (_pooler is not null && (string?)config["address"] == "127.0.0.1:6432")
        {
            config["address"] = _pooler.Address;
        }
        if ((string?)config["credentials"]?["password"] == "<password>")
        {
            config["credentials"]!["password"] = ShopServer.CapturePassword;
        }
        if ((string?)config["password"] == "<password>")
        {
            config["password"] = ShopServer.CapturePassword;
        }
        return config;
    }

    private static JsonObject Binding(JsonObject given)
    {
        var binding = given.DeepClone().AsObject();
        if (binding.ContainsKey("resourceConfig"))
        {
            return binding;
        }
        var key = binding["$key"]?.AsArray().Select(k => (string)k!).ToList() ?? [];
        var projections = new JsonArray([
            .. key.Order(StringComparer.Ordinal)
                .Select(k =>
                    (JsonNode?)
                        new JsonObject
                        {
                            ["ptr"] = k,
                            ["field"] = k[1..],
                            ["isPrimaryKey"] = true,
                        }
                ),
        ]);
        if ((string?)binding["$project"] is { } projected)
        {
            projections.Add(new JsonObject { ["ptr"] = projected, ["field"] = projected[1..] });
        }
        var backfill = (int?)binding["$backfill"] ?? 0;
        var stateKey = StateKey(binding);
        foreach (var name in (string[])["$key", "$project", "$backfill"])
        {
            binding.Remove(name);
        }
        var (schema, table) = ((string?)binding["namespace"], (string?)binding["stream"]);
        return new JsonObject
        {
            ["resourceConfig"] = binding,
            ["resourcePath"] = new JsonArray(schema, table),
            ["collection"] = new JsonObject
            {
                ["name"] = $"acmeCo/shop/{schema}/{table}",
                ["writeSchema"] = new JsonObject { ["type"] = "object" },
                ["key"] = new JsonArray([.. key.Select(k => (JsonNode?)JsonValue.Create(k))]),
                ["uuidPtr"] = "/_meta/uuid",
                ["projections"] = projections,
            },
            ["backfill"] = backfill,
            ["stateKey"] = stateKey,
        };
    }
}
