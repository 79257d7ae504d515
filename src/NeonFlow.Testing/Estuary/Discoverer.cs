using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>Carries out a queued discover: asks the connector, merges what it found into the draft.</summary>
internal sealed class Discoverer(EstuaryCloud cloud)
{
    private ControlPlane Plane => cloud.Plane;

    public async Task RunAsync(Job job, CancellationToken stop)
    {
        void Finish(string type, string? error = null)
        {
            lock (Plane.Gate)
            {
                if (Plane.Drafts.TryGetValue(job.DraftId, out var draft))
                {
                    draft.Errors = error is null ? [] : [new DraftError(job.CaptureName, $"flow://capture/{job.CaptureName}", error)];
                }
                job.Finish(new JsonObject { ["type"] = type });
            }
        }
        if (!cloud.IsRegistered(job.Image))
        {
            Finish("imageForbidden", $"Forbidden connector image '{job.Image}'");
            return;
        }
        var dataPlane = Plane.DataPlanes.FirstOrDefault(p =>
            p.Serves(job.CaptureName) && (job.DataPlane.Length == 0 || p.CatalogName == job.DataPlane)
        );
        if (dataPlane is null)
        {
            Finish("noDataPlane", $"data plane {job.DataPlane} does not exist");
            return;
        }
        if (!job.Owner.Covers(job.CaptureName))
        {
            Finish("notAuthorized", $"User is not authorized to create or change '{job.CaptureName}'");
            return;
        }
        try
        {
            var config = cloud.Encryption.Unseal(job.EndpointConfig ?? []);
            if (cloud.DataPlane.EgressRefusal(dataPlane, config, discover: true) is { } refused)
            {
                Finish("discoverFailed", refused);
                return;
            }
            var request = new JsonObject
            {
                ["discover"] = new JsonObject { ["connectorType"] = "IMAGE", ["config"] = config },
            };
            var discovered = await cloud
                .DataPlane.CallAsync(job.Image, request, "discovered", l => Plane.Log(job.LogsToken, "discover", l), stop)
                .ConfigureAwait(false);
            lock (Plane.Gate)
            {
                if (Plane.Drafts.TryGetValue(job.DraftId, out var draft))
                {
                    Merge(job, draft, discovered["bindings"] as JsonArray ?? []);
                }
            }
            Finish("success");
        }
        catch (Exception e) when (e is ConnectorException or CryptographicException)
        {
            Finish("discoverFailed", e.Message);
        }
    }

    private void Merge(Job job, Draft draft, JsonArray found)
    {
        var staged = draft.Specs.GetValueOrDefault(job.CaptureName);
        var model =
            (JsonObject?)staged?.Model.Copy()
            ?? new JsonObject
            {
                ["autoDiscover"] = new JsonObject { ["addNewBindings"] = true, ["evolveIncompatibleCollections"] = true },
                ["endpoint"] = new JsonObject
                {
                    ["connector"] = new JsonObject { ["image"] = job.Image, ["config"] = job.EndpointConfig.Copy() },
                },
                ["bindings"] = new JsonArray(),
            };
        var evolve = model["autoDiscover"]?["evolveIncompatibleCollections"].IsTrue() == true;
        var existing = SpecRules.Bindings(model).Select(b => b.Binding).ToDictionary(b => Path(b["resource"]), StringComparer.Ordinal);
        var bindings = new JsonArray();
        var prefix = job.CaptureName[..(job.CaptureName.LastIndexOf('/') + 1)];
        foreach (var binding in found.OfType<JsonObject>().OrderBy(b => b["recommendedName"].String(), StringComparer.Ordinal))
        {
            var resource = (JsonObject)binding["resourceConfig"]!;
            if (!existing.TryGetValue(Path(resource), out var kept))
            {
                kept = new JsonObject { ["resource"] = resource.DeepClone(), ["target"] = prefix + binding["recommendedName"].String() };
                if (job.UpdateOnly || binding["disable"].IsTrue())
                {
                    kept["disable"] = true;
                }
            }
            bindings.Add(kept.DeepClone());
            MergeCollection(draft, kept["target"].String()!, binding, evolve);
        }
        model["bindings"] = bindings;
        Plane.Stage(
            draft,
            job.CaptureName,
            "capture",
            model,
            staged is null ? Plane.LiveOf(job.CaptureName)?.LastPubId ?? FlowId.Zero : staged.ExpectPubId,
            staged?.Detail
        );
    }

    private void MergeCollection(Draft draft, string name, JsonObject binding, bool evolve)
    {
        var staged = draft.Specs.GetValueOrDefault(name);
        var live = Plane.LiveOf(name);
        var collection = (JsonObject?)(staged?.Model ?? live?.Model).Copy() ?? [];
        var fresh = collection.Count == 0;
        var key = binding["key"].Copy();
        if (fresh)
        {
            collection["key"] = key;
        }
        else if (!binding["isFallbackKey"].IsTrue() && collection["key"].Text() != key.Text())
        {
            collection["key"] = key;
            if (evolve)
            {
                collection["reset"] = true;
            }
        }
        var schema = (JsonObject)binding["documentSchema"]!.DeepClone();
        if (schema["x-infer-schema"].IsTrue())
        {
            schema["$id"] = "flow://connector-schema";
            collection.Remove("schema");
            if (collection["writeSchema"] is not JsonObject write)
            {
                collection["writeSchema"] = write = [];
            }
            write["$defs"] = new JsonObject { ["flow://connector-schema"] = schema };
            write["$ref"] = "flow://connector-schema";
            collection["readSchema"] ??= new JsonObject
            {
                ["allOf"] = new JsonArray(
                    new JsonObject { ["$ref"] = "flow://relaxed-write-schema" },
                    new JsonObject { ["$ref"] = "flow://inferred-schema" }
                ),
            };
        }
        else
        {
            collection["schema"] = schema;
        }
        Plane.Stage(
            draft,
            name,
            "collection",
            collection,
            staged is null ? live?.LastPubId ?? FlowId.Zero : staged.ExpectPubId,
            staged?.Detail
        );
    }

    private static string Path(JsonNode? resource) =>
        resource?["_meta"]?["path"] is JsonArray path
            ? string.Join('\n', path.Select(p => p.String()))
            : resource?["namespace"].String() + "\n" + resource?["stream"].String();
}
