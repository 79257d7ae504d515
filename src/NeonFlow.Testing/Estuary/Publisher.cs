using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>
/// Carries out a queued publication: validates the draft, builds the captures through their connectors, commits all or nothing.
/// </summary>
internal sealed class Publisher(EstuaryCloud cloud)
{
    private sealed class Item(string name, string type, JsonObject? model, LiveSpec? live)
    {
        public string Name { get; } = name;
        public string Type { get; } = type;

        /// <summary>Null: deleted by this publication.</summary>
        public JsonObject? Model { get; } = model;

        /// <summary>Null where nothing is live under the name, also after a deletion.</summary>
        public LiveSpec? Live { get; } = live is { Model: not null } ? live : null;
        public FlowId? Expect { get; init; }
        public string? Detail { get; init; }

        /// <summary>Rebuilt because a collection it uses is published, not because it was staged.</summary>
        public bool Touch { get; init; }
        public JsonObject? Built { get; set; }
    }

    private ControlPlane Plane => cloud.Plane;

    public async Task RunAsync(Job job, CancellationToken stop)
    {
        void Log(string line) => Plane.Log(job.LogsToken, "handler", line);
        List<Item> items;
        lock (Plane.Gate)
        {
            if (!Plane.Drafts.TryGetValue(job.DraftId, out var draft))
            {
                job.Finish(Status("emptyDraft"));
                return;
            }
            draft.Errors = [];
            items = [.. Stage(draft)];
        }
        Log("Starting publication");
        if (cloud.Faults.TakePublication() is { } scripted)
        {
            Finish(job, Status(scripted), []);
            return;
        }

        if (Mismatches(items) is { Count: > 0 } mismatches)
        {
            FinishMismatch(job, items, mismatches);
            return;
        }
        var errors = new List<DraftError>();
        lock (Plane.Gate)
        {
            Prune(items, Log);
            if (items.Count == 0)
            {
                Finish(job, Status("emptyDraft"), []);
                return;
            }
            AddTouched(items);
            errors.AddRange(Check(items, job));
        }
        var dataPlane = ChooseDataPlane(job, items, errors);
        var buildId = Plane.Ids.Next();
        if (errors.Count == 0)
        {
            foreach (var item in items.Where(i => i.Type == "capture" && i.Model is not null))
            {
                var failure = await BuildCaptureAsync(item, items, item.Live?.DataPlane ?? dataPlane!, buildId, Log, stop)
                    .ConfigureAwait(false);
                if (failure is not null)
                {
                    errors.Add(failure);
                }
            }
        }
        if (errors.Count > 0)
        {
            foreach (var error in errors)
            {
                Log($"{error.Scope}: {error.Detail}");
            }
            Finish(job, Status("buildFailed"), errors);
            return;
        }

        lock (Plane.Gate)
        {
            // Somebody may have published while connectors were asked.
            if (Mismatches(items) is { Count: > 0 } late)
            {
                FinishMismatch(job, items, late);
                return;
            }
            job.PubId = Plane.Ids.Next();
            if (job.DryRun)
            {
                foreach (var item in items.Where(i => !i.Touch))
                {
                    if (Plane.Drafts.TryGetValue(job.DraftId, out var draft) && draft.Specs.TryGetValue(item.Name, out var spec))
                    {
                        spec.Built = item.Built.Copy();
                    }
                }
                Log("Dry run: nothing was committed");
                job.Finish(Status("success"));
                return;
            }
            Commit(job, items, buildId, dataPlane);
            Plane.Drafts.Remove(job.DraftId);
            Log("Successfully published");
            job.Finish(Status("success"));
        }
    }

    private static JsonObject Status(string type) => new() { ["type"] = type };

    private void Finish(Job job, JsonObject status, IReadOnlyList<DraftError> errors)
    {
        lock (Plane.Gate)
        {
            if (Plane.Drafts.TryGetValue(job.DraftId, out var draft))
            {
                draft.Errors = [.. errors];
            }
            job.Finish(status);
        }
    }

    private IEnumerable<Item> Stage(Draft draft)
    {
        foreach (var spec in draft.Specs.Values)
        {
            var live = Plane.Live.GetValueOrDefault(spec.Name);
            var type = spec.Type ?? live?.Type ?? "collection";
            yield return new Item(spec.Name, type, (JsonObject?)(spec.Model as JsonObject)?.DeepClone(), live)
            {
                Expect = spec.ExpectPubId,
                Detail = spec.Detail,
            };
        }
    }

    private List<(Item Item, FlowId? Actual)> Mismatches(List<Item> items)
    {
        lock (Plane.Gate)
        {
            return
            [
                .. items
                    .Where(i => i.Expect is not null)
                    .Select(i => (Item: i, Actual: Plane.LiveOf(i.Name)?.LastPubId))
                    .Where(p => p.Item.Expect != (p.Actual ?? FlowId.Zero)),
            ];
        }
    }

    private void FinishMismatch(Job job, List<Item> items, List<(Item Item, FlowId? Actual)> mismatches)
    {
        var status = Status("expectPubIdMismatch");
        status["failures"] = new JsonArray([
            .. mismatches.Select(m => new JsonObject
            {
                ["catalog_name"] = m.Item.Name,
                ["expected"] = m.Item.Expect!.Value.ToString(),
                ["actual"] = m.Actual?.ToString(),
            }),
        ]);
        Finish(
            job,
            status,
            [
                .. mismatches.Select(m =>
                    Error(
                        m.Item,
                        "",
                        $"{m.Item.Name} was changed since your draft was made. This may have been an automated system update. (expected "
                            + $"publication ID {m.Item.Expect} but it was actually {m.Actual ?? FlowId.Zero})"
                    )
                ),
            ]
        );
    }

    private void Prune(List<Item> items, Action<string> log)
    {
        var bound = items
            .Where(i => i.Model is not null)
            .SelectMany(i => SpecRules.CollectionsOf(i.Type, i.Model))
            .Concat(
                Plane
                    .Live.Values.Where(l => l.Model is not null && !items.Any(i => i.Name == l.Name))
                    .SelectMany(l => SpecRules.CollectionsOf(l.Type, l.Model))
            )
            .Select(u => u.Name)
            .ToHashSet(StringComparer.Ordinal);
        foreach (
            var item in items
                .Where(i => i.Type == "collection" && i.Model is { } m && !m.ContainsKey("derive") && !bound.Contains(i.Name))
                .ToList()
        )
        {
            log($"pruning unbound collection {item.Name}");
            items.Remove(item);
        }
    }

    private void AddTouched(List<Item> items)
    {
        var published = items
            .Where(i => i.Type == "collection" && i.Model is not null)
            .Select(i => i.Name)
            .ToHashSet(StringComparer.Ordinal);
        foreach (
            var live in Plane
                .Live.Values.Where(l => l.Model is not null && items.All(i => i.Name != l.Name) && l.Uses.Any(published.Contains))
                .ToList()
        )
        {
            items.Add(new Item(live.Name, live.Type, (JsonObject)live.Model!.DeepClone(), live) { Touch = true });
        }
    }

    private static DraftError Error(Item item, string pointer, string detail) =>
        new(item.Name, $"flow://{item.Type}/{item.Name}{(pointer.Length == 0 ? "" : "#" + pointer)}", detail);

    private IEnumerable<DraftError> Check(List<Item> items, Job job)
    {
        var staged = items.ToDictionary(i => i.Name, StringComparer.Ordinal);
        foreach (var item in items.Where(i => !i.Touch))
        {
            if (!job.Owner.Covers(item.Name))
            {
                yield return Error(item, "", $"User is not authorized to create or change '{item.Name}'");
                continue;
            }
            if (item.Model is null)
            {
                if (Plane.LiveOf(item.Name) is null)
                {
                    yield return Error(item, "", $"{item.Name}: drafted deletion references a specification that does not exist");
                }
                continue;
            }
            if (item.Live is { } live && live.Type != item.Type)
            {
                yield return Error(item, "", $"{item.Name} is a {live.Type} and cannot become a {item.Type}");
                continue;
            }
            var malformed = false;
            foreach (var (pointer, detail) in SpecRules.Check(item.Name, item.Type, item.Model))
            {
                malformed = true;
                yield return Error(item, pointer, detail);
            }
            if (malformed)
            {
                continue;
            }
            foreach (var error in CheckEndpoint(item))
            {
                yield return error;
            }
            foreach (var error in CheckCollectionChange(item))
            {
                yield return error;
            }
        }
        foreach (
            var name in items
                .Select(i => i.Name)
                .GroupBy(n => n, StringComparer.OrdinalIgnoreCase)
                .Where(g => g.Count() > 1)
                .SelectMany(g => g)
        )
        {
            yield return Error(staged[name], "", $"{name} collides with a name that differs only by case");
        }

        // References of what is staged, and of what is live and keeps using a collection that goes.
        var users = items
            .Where(i => i.Model is not null)
            .Concat(
                Plane
                    .Live.Values.Where(l => l.Model is not null && !staged.ContainsKey(l.Name))
                    .Select(l => new Item(l.Name, l.Type, l.Model, l))
            );
        foreach (var user in users.ToList())
        {
            foreach (var use in SpecRules.CollectionsOf(user.Type, user.Model))
            {
                var there = staged.TryGetValue(use.Name, out var target)
                    ? target.Model is not null
                    : Plane.LiveOf(use.Name)?.Type == "collection";
                if (there)
                {
                    continue;
                }
                yield return Error(
                    user,
                    use.Pointer,
                    $"collection {use.Name}, referenced by {user.Type} {user.Name}, is not defined{Suggest(use.Name, items)}"
                );
            }
        }
    }

    private string Suggest(string name, List<Item> items)
    {
        var near = items
            .Where(i => i.Type == "collection" && i.Model is not null)
            .Select(i => i.Name)
            .Concat(Plane.Live.Values.Where(l => l.Type == "collection" && l.Model is not null).Select(l => l.Name))
            .Where(n => n != name && n.Split('/')[^1] == name.Split('/')[^1])
            .FirstOrDefault();
        return near is null ? "" : $"; did you mean {near} ?";
    }

    private IEnumerable<DraftError> CheckEndpoint(Item item)
    {
        if (item.Model!["endpoint"]?["connector"] is not JsonObject connector)
        {
            yield break;
        }
        var image = connector["image"].String()!;
        if (!cloud.IsRegistered(image))
        {
            yield return Error(item, "/endpoint/connector/image", $"Forbidden connector image '{image}'");
            yield break;
        }
        if (connector["config"] is not JsonObject config)
        {
            yield return Error(item, "/endpoint/connector/config", "endpoint configuration must be an inline JSON object");
            yield break;
        }
        if (config["sops"] is not null && item.Model["secrets"] is JsonObject { Count: > 0 })
        {
            yield return Error(item, "/secrets", "a task may not combine `secrets` with an encrypted endpoint configuration");
        }
        if (item.Type != "capture")
        {
            yield break;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (binding, i) in SpecRules.Bindings(item.Model))
        {
            if (binding["disable"].IsTrue())
            {
                continue;
            }
            var resource = binding["resource"] as JsonObject;
            var path = resource?["namespace"] is null
                ? WithoutMeta(resource).Text()
                : resource["namespace"].Text() + "/" + resource["stream"].Text();
            if (!seen.Add(path))
            {
                yield return Error(item, $"/bindings/{i}", "each binding must have a unique endpoint resource");
            }
        }
    }

    private static IEnumerable<DraftError> CheckCollectionChange(Item item)
    {
        if (item.Type != "collection" || item.Live?.Model is not { } live || item.Model!["reset"].IsTrue())
        {
            yield break;
        }
        if (live["key"].Text() != item.Model["key"].Text())
        {
            yield return Error(
                item,
                "/key",
                $"cannot change the key of an established collection {item.Name} (from {live["key"].Text()} to "
                    + $"{item.Model["key"].Text()}) without `reset: true`"
            );
        }
        static string Partitions(JsonObject model) =>
            string.Join(
                ',',
                (model["projections"] as JsonObject ?? [])
                    .Where(p => p.Value is JsonObject o && o["partition"].IsTrue())
                    .Select(p => p.Key)
                    .Order(StringComparer.Ordinal)
            );
        if (Partitions(live) != Partitions(item.Model))
        {
            yield return Error(
                item,
                "/projections",
                $"cannot change the logical partitions of an established collection {item.Name} without `reset: true`"
            );
        }
    }

    private DataPlaneInfo? ChooseDataPlane(Job job, List<Item> items, List<DraftError> errors)
    {
        var chosen = job.DataPlane.Length == 0 ? Plane.DataPlanes[0] : Plane.DataPlanes.FirstOrDefault(p => p.CatalogName == job.DataPlane);
        var fresh = items.Where(i => i.Model is not null && Plane.LiveOf(i.Name) is null).ToList();
        if (chosen is null)
        {
            foreach (var item in fresh)
            {
                var prefix = item.Name[..(item.Name.IndexOf('/', StringComparison.Ordinal) + 1)];
                errors.Add(Error(item, "", $"storage mapping {prefix} doesn't permit data plane {job.DataPlane}"));
            }
            return null;
        }
        if (chosen.Closed)
        {
            foreach (var item in fresh)
            {
                errors.Add(Error(item, "", $"data plane {chosen.CatalogName} is closed to new specs"));
            }
        }
        return chosen;
    }

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

    private void Commit(Job job, List<Item> items, FlowId buildId, DataPlaneInfo? dataPlane)
    {
        var pubId = job.PubId!.Value;
        var resets = items.Where(i => i.Model?["reset"].IsTrue() == true).ToHashSet();
        foreach (var item in items)
        {
            if (Plane.LiveOf(item.Name) is not { } live)
            {
                // What was deleted is new again, and placed like anything new.
                if (item.Model is null)
                {
                    continue;
                }
                Plane.Live[item.Name] = live = new LiveSpec(Plane.Ids.Next(), item.Name, item.Type)
                {
                    DataPlane = dataPlane!,
                    LastUser = job.Owner,
                };
            }
            live.LastBuildId = buildId;
            if (item.Touch)
            {
                live.Built = item.Built ?? live.Built;
                continue;
            }
            foreach (var convenience in (string[])["expectPubId", "delete", "reset"])
            {
                item.Model?.Remove(convenience);
            }
            if (item.Type == "collection")
            {
                AddInferredSchema(item.Model);
                item.Built = item.Model is null
                    ? null
                    : new JsonObject
                    {
                        ["name"] = item.Name,
                        ["key"] = item.Model["key"].Copy(),
                        ["uuidPtr"] = "/_meta/uuid",
                    };
                if (item.Model is null || resets.Contains(item))
                {
                    cloud.DataPlane.Collections.Remove(item.Name);
                }
            }
            live.Model = item.Model;
            live.Built = item.Model is null ? null : item.Built;
            live.LastPubId = pubId;
            live.Detail = item.Detail ?? job.Detail;
            live.LastUser = job.Owner;
            live.UpdatedAt = DateTimeOffset.UtcNow;
            Plane.History.Add(
                new HistoryItem(
                    live.Id,
                    item.Name,
                    item.Model is null ? null : item.Type,
                    pubId,
                    live.Detail,
                    live.UpdatedAt,
                    job.Owner,
                    (JsonObject?)item.Model.Copy()
                )
            );
        }
        foreach (var item in items.Where(i => i.Type == "capture"))
        {
            cloud.DataPlane.Activate(item.Name, BuildOf(Plane.Live[item.Name], reset: resets.Contains(item)));
        }
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
