using System.Text.Json.Nodes;
using NeonFlow.Testing.Connectors;

namespace NeonFlow.Testing.Tests.Estuary;

/// <summary>Speaks the capture protocol over a <see cref="FakeSource"/>, with the state shape of source-postgres.</summary>
internal sealed class FakeConnector(FakeSource source) : IConnector
{
    public const string Image = "ghcr.io/estuary/source-fake:v3";

    public static readonly JsonObject ConfigSchema = JsonNode
        .Parse(
            """
            {"type":"object","required":["address","user","database","credentials"],"properties":{
              "address":{"type":"string"},"user":{"type":"string"},"database":{"type":"string"},
              "credentials":{"oneOf":[
                {"type":"object","required":["password"],
                  "properties":{"auth_type":{"const":"UserPassword"},"password":{"type":"string","secret":true}}},
                {"type":"object","required":["role"],"properties":{"auth_type":{"const":"IAM"},"role":{"type":"string"}}}]}}}
            """
        )!
        .AsObject();

    public async Task<int> RunAsync(TextReader requests, TextWriter responses, TextWriter log, CancellationToken stop)
    {
        while (await requests.ReadLineAsync(stop) is { } line)
        {
            var request = JsonNode.Parse(line)!.AsObject();
            lock (source.Requests)
            {
                source.Requests.Add((JsonObject)request.DeepClone());
            }
            var (verb, body) = (request.First().Key, request.First().Value!.AsObject());
            switch (verb)
            {
                case "spec":
                    await SayAsync(
                        new JsonObject
                        {
                            ["spec"] = new JsonObject
                            {
                                ["protocol"] = 3032023,
                                ["configSchema"] = ConfigSchema.DeepClone(),
                                ["resourceConfigSchema"] = new JsonObject { ["type"] = "object" },
                                ["documentationUrl"] = "https://go.estuary.dev/fake",
                                ["resourcePathPointers"] = new JsonArray("/namespace", "/stream"),
                            },
                        }
                    );
                    break;
                case "discover":
                    await SayAsync(
                        new JsonObject
                        {
                            ["discovered"] = new JsonObject
                            {
                                ["bindings"] = new JsonArray(
                                    new JsonObject
                                    {
                                        ["recommendedName"] = "public/orders",
                                        ["resourceConfig"] = source.DiscoveredResource.DeepClone(),
                                        ["documentSchema"] = new JsonObject
                                        {
                                            ["type"] = "object",
                                            ["required"] = new JsonArray("id"),
                                            ["properties"] = new JsonObject { ["id"] = new JsonObject { ["type"] = "integer" } },
                                            ["x-infer-schema"] = true,
                                        },
                                        ["key"] = new JsonArray("/id"),
                                    }
                                ),
                            },
                        }
                    );
                    break;
                case "validate":
                    source.LastPassword = body["config"]?["credentials"]?["password"]?.GetValue<string>();
                    if (source.ValidateFailure is { } refused)
                    {
                        await log.WriteLineAsync(new JsonObject { ["level"] = "fatal", ["msg"] = refused }.ToJsonString());
                        return 1;
                    }
                    await SayAsync(
                        new JsonObject
                        {
                            ["validated"] = new JsonObject
                            {
                                ["bindings"] = new JsonArray([
                                    .. body["bindings"]!
                                        .AsArray()
                                        .Select(b => new JsonObject { ["resourcePath"] = Path(b!["resourceConfig"]!) }),
                                ]),
                            },
                        }
                    );
                    break;
                case "apply":
                    await SayAsync(new JsonObject { ["applied"] = new JsonObject() });
                    break;
                case "open":
                    return await StreamAsync(body);
            }
        }
        return 0;

        async Task SayAsync(JsonObject message)
        {
            await responses.WriteLineAsync(message.ToJsonString());
            await responses.FlushAsync(stop);
        }

        async Task<int> StreamAsync(JsonObject open)
        {
            if (source.OpenFailure is { } failure)
            {
                await log.WriteLineAsync(failure);
                return 1;
            }
            await log.WriteLineAsync("""{"level":"info","msg":"Capture started"}""");
            await SayAsync(new JsonObject { ["opened"] = new JsonObject { ["explicitAcknowledgements"] = true } });
            var bindings = open["capture"]!["bindings"]!.AsArray().Select(b => b!.AsObject()).ToList();
            var states = open["state"]!["bindingStateV1"] as JsonObject ?? [];
            var position = open["state"]!["cursor"]?.GetValue<int>() ?? 0;
            var changes = source.Subscribe();

            // A state key that is not known is backfilled from the beginning.
            for (var i = 0; i < bindings.Count; i++)
            {
                var key = bindings[i]["stateKey"]!.GetValue<string>();
                if (states.ContainsKey(key))
                {
                    continue;
                }
                foreach (var (_, document) in source.From(0).Take(position).Where(e => e.Table == Table(bindings[i])))
                {
                    await CaptureAsync(i, document);
                }
                await SayAsync(
                    Checkpoint(new JsonObject { ["bindingStateV1"] = new JsonObject { [key] = new JsonObject { ["mode"] = "Active" } } })
                );
            }
            while (await changes.Reader.WaitToReadAsync(stop))
            {
                while (changes.Reader.TryRead(out _)) { }
                if (source.StreamFailure is { } broken)
                {
                    source.StreamFailure = null;
                    await log.WriteLineAsync(broken);
                    return 1;
                }
                if (source.Nonsense is { } nonsense)
                {
                    source.Nonsense = null;
                    await responses.WriteLineAsync(nonsense);
                    await responses.FlushAsync(stop);
                }
                var news = source.From(position);
                if (news.Count == 0)
                {
                    continue;
                }
                position += news.Count;
                foreach (var (table, document) in news)
                {
                    var index = bindings.FindIndex(b => Table(b) == table);
                    if (index >= 0)
                    {
                        await CaptureAsync(index, document);
                    }
                }
                await SayAsync(Checkpoint(new JsonObject { ["cursor"] = position }));
            }
            return 0;
        }

        Task CaptureAsync(int binding, JsonObject document)
        {
            var captured = new JsonObject { ["doc"] = document };
            if (binding > 0)
            {
                captured["binding"] = binding;
            }
            return SayAsync(new JsonObject { ["captured"] = captured });
        }
    }

    private static JsonObject Checkpoint(JsonObject updated) =>
        new()
        {
            ["checkpoint"] = new JsonObject
            {
                ["state"] = new JsonObject { ["updated"] = updated, ["mergePatch"] = true },
            },
        };

    private static string Table(JsonObject binding) => binding["resourceConfig"]!["stream"]!.GetValue<string>();

    private static JsonArray Path(JsonNode resource) => new(resource["namespace"]!.DeepClone(), resource["stream"]!.DeepClone());
}
