using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>
/// Carries out a queued publication: validates the draft, builds the captures through their connectors, commits all or nothing.
/// </summary>
internal sealed partial class Publisher(EstuaryCloud cloud)
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
            FinishMismatch(job, mismatches);
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
                FinishMismatch(job, late);
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

    private void FinishMismatch(Job job, List<(Item Item, FlowId? Actual)> mismatches)
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
                    MadeByPubId = pubId,
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
                    live.MadeByPubId = pubId;
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
}
