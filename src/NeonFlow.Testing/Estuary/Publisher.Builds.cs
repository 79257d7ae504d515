using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>Builds of captures and of the collections that they write.</summary>
internal sealed partial class Publisher
{
    private async Task<DraftError?> BuildCaptureAsync(
        Item item,
        List<Item> items,
        DataPlaneInfo dataPlane,
        FlowId buildId,
        Action<string> log,
        CancellationToken stop
    )
    {
        var model = item.Model!;
        if (model["endpoint"]?["connector"] is not JsonObject connector)
        {
            return null;
        }
        var image = connector["image"].String()!;
        var sealedConfig = (JsonObject)connector["config"]!;
        DraftError Failed(string why) => Error(item, "", $"driver error while validating capture {item.Name}: {why}");
        try
        {
            var spec = await cloud.SpecAsync(image, stop).ConfigureAwait(false);
            if (
                sealedConfig["sops"] is null
                && spec["configSchema"] is JsonObject schema
                && ConfigEncryption.SecretPointers(sealedConfig, schema).FirstOrDefault() is { } open
            )
            {
                return Error(
                    item,
                    "/endpoint/connector/config" + open,
                    $"the endpoint configuration holds the secret {open} in clear: encrypt it with the config-encryption service first"
                );
            }
            var config = cloud.Encryption.Unseal(sealedConfig);
            var bindings = SpecRules.Bindings(model).Where(b => !b.Binding["disable"].IsTrue()).Select(b => b.Binding).ToList();
            var requested = bindings
                .Select(b => new JsonObject
                {
                    ["resourceConfig"] = WithoutMeta(b["resource"]),
                    ["collection"] = CollectionFor(b["target"].String()!, items),
                    ["backfill"] = b["backfill"].Copy() ?? 0,
                })
                .ToList();

            // A disabled task is built without asking its connector; its resource paths come from the pointers of the connector's spec.
            List<JsonArray> paths;
            if (model["shards"]?["disable"].IsTrue() == true)
            {
                paths =
                [
                    .. requested.Select(r => new JsonArray([
                        .. (spec["resourcePathPointers"] as JsonArray ?? []).Select(p => Json.At(r["resourceConfig"], p.String()!).Copy()),
                    ])),
                ];
            }
            else
            {
                if (cloud.DataPlane.EgressRefusal(dataPlane, config, discover: false) is { } refused)
                {
                    return Failed(refused);
                }
                var request = new JsonObject
                {
                    ["name"] = item.Name,
                    ["connectorType"] = "IMAGE",
                    ["config"] = config,
                    ["bindings"] = new JsonArray([.. requested.Select(r => r.DeepClone())]),
                };
                if (item.Live is { Built: { } last } live)
                {
                    request["lastCapture"] = last.DeepClone();
                    request["lastVersion"] = live.LastBuildId.ToString();
                }
                var validated = await cloud
                    .DataPlane.CallAsync(image, new JsonObject { ["validate"] = request }, "validated", log, stop)
                    .ConfigureAwait(false);
                paths = [.. (validated["bindings"] as JsonArray ?? []).Select(b => (JsonArray)b!["resourcePath"]!)];
                if (paths.Count != requested.Count)
                {
                    return Failed($"the connector validated {paths.Count} bindings of {requested.Count}");
                }
            }

            for (var i = 0; i < bindings.Count; i++)
            {
                var joined = string.Join('/', paths[i].Select(p => p.String()));
                requested[i]["resourcePath"] = paths[i].DeepClone();
                requested[i]["stateKey"] = Uri.EscapeDataString(joined) + ".v" + requested[i]["backfill"].Text();
                if (bindings[i]["resource"] is JsonObject resource)
                {
                    resource["_meta"] = new JsonObject { ["path"] = paths[i].DeepClone() };
                }
            }
            model["redactSalt"] ??= Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            item.Built = new JsonObject
            {
                ["name"] = item.Name,
                ["connectorType"] = "IMAGE",
                ["config"] = sealedConfig.DeepClone(),
                ["bindings"] = new JsonArray([.. requested]),
                ["intervalSeconds"] = 300,
                ["shardTemplate"] = new JsonObject
                {
                    ["id"] = $"capture/{item.Name}/{buildId}",
                    ["disable"] = model["shards"]?["disable"].IsTrue() == true,
                },
            };
            return null;
        }
        catch (Exception e) when (e is ConnectorException or CryptographicException)
        {
            return Failed(e.Message);
        }
    }

    private static JsonNode? WithoutMeta(JsonNode? resource)
    {
        var copy = resource.Copy();
        (copy as JsonObject)?.Remove("_meta");
        return copy;
    }

    private JsonObject CollectionFor(string name, List<Item> items)
    {
        var model = items.FirstOrDefault(i => i.Name == name)?.Model;
        if (model is null)
        {
            lock (Plane.Gate)
            {
                model = Plane.LiveOf(name)!.Model!;
            }
        }
        var write = model["writeSchema"] ?? model["schema"];
        var key = ((JsonArray)model["key"]!).Select(k => k.String()!).ToList();
        var pointers = new SchemaLocations(write).All();
        var explicitly = (model["projections"] as JsonObject ?? [])
            .Select(p => (Pointer: p.Value.String() ?? p.Value!["location"].String()!, Field: p.Key))
            .ToList();
        var projections = key.Concat(pointers)
            .Concat(explicitly.Select(p => p.Pointer))
            .Distinct()
            .Select(p => new JsonObject
            {
                ["ptr"] = p,
                ["field"] = explicitly.FirstOrDefault(e => e.Pointer == p).Field ?? p[1..],
                ["isPrimaryKey"] = key.Contains(p) ? JsonValue.Create(true) : null,
            })
            .ToList();
        foreach (var projection in projections.Where(p => p["isPrimaryKey"] is null))
        {
            projection.Remove("isPrimaryKey");
        }
        var result = new JsonObject { ["name"] = name, ["writeSchema"] = write.Copy() };
        if (model["readSchema"] is { } read)
        {
            result["readSchema"] = read.Copy();
        }
        result["key"] = new JsonArray([.. key.Select(k => JsonValue.Create(k))]);
        result["uuidPtr"] = "/_meta/uuid";
        result["projections"] = new JsonArray([.. projections]);
        return result;
    }

    private static CaptureBuild? BuildOf(LiveSpec live, bool reset)
    {
        if (live.Model is null || live.Built is null)
        {
            return null;
        }
        var targets = SpecRules
            .Bindings(live.Model)
            .Where(b => !b.Binding["disable"].IsTrue())
            .Select(b => b.Binding["target"].String()!)
            .ToList();
        var capture = (JsonObject)live.Built.DeepClone();
        capture.Remove("shardTemplate");
        return new CaptureBuild(live.LastBuildId, live.DataPlane, live.Image!, capture, live.Disabled, targets, reset);
    }

    // The service fills the definition in once documents were seen; until then it says that nothing is known.
    private static void AddInferredSchema(JsonObject? model)
    {
        if (model?["readSchema"] is not JsonObject read || !read.Text().Contains("flow://inferred-schema", StringComparison.Ordinal))
        {
            return;
        }
        if (read["$defs"] is not JsonObject definitions)
        {
            read["$defs"] = definitions = [];
        }
        definitions["flow://inferred-schema"] ??= new JsonObject
        {
            ["$id"] = "flow://inferred-schema",
            ["x-collection-generation-id"] = "0000000000000000",
            ["properties"] = new JsonObject
            {
                ["_meta"] = new JsonObject
                {
                    ["properties"] = new JsonObject { ["inferredSchemaIsNotAvailable"] = new JsonObject { ["const"] = true } },
                    ["required"] = new JsonArray("inferredSchemaIsNotAvailable"),
                },
            },
            ["required"] = new JsonArray("_meta"),
        };
    }
}
