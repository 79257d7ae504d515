using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>What makes a draft fail before anything is built.</summary>
internal sealed partial class Publisher
{
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
        var fresh = items.Where(i => i.Model is not null && Plane.LiveOf(i.Name) is null).ToList();
        var permitted = Plane.DataPlanes.Where(p => fresh.All(i => p.Serves(i.Name)));
        var chosen = job.DataPlane.Length == 0 ? permitted.FirstOrDefault() : permitted.FirstOrDefault(p => p.CatalogName == job.DataPlane);
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
}
