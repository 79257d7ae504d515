using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

// What other users and the service itself do meanwhile.
public sealed partial class EstuaryCloud
{
    /// <summary>Somebody edits a live spec in the dashboard: publishes it with the change, under another user.</summary>
    public Task EditAsync(string name, Action<JsonObject> edit, string detail = "edited in the dashboard") =>
        PublishByOthersAsync(name, edit, detail);

    /// <summary>Somebody deletes a live spec in the dashboard.</summary>
    public Task DeleteAsync(params string[] names) => PublishByOthersAsync(names, _ => null, "deleted in the dashboard");

    /// <summary>The controller disables a failing capture.</summary>
    public Task AutoDisableAsync(string name) =>
        PublishByOthersAsync(name, m => (m["shards"] ??= new JsonObject())["disable"] = true, "disabling failing task");

    /// <summary>The controller raises the backfill counter of every binding.</summary>
    public Task BumpBackfillAsync(string name) =>
        PublishByOthersAsync(
            name,
            m =>
            {
                foreach (var (binding, _) in SpecRules.Bindings(m))
                {
                    binding["backfill"] =
                        (binding["backfill"] is { } b ? int.Parse(b.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) : 0)
                        + 1;
                }
            },
            "automated backfill"
        );

    /// <summary>The connector of a capture is lost with its machine, and started again from the stored state.</summary>
    public void RestartCapture(string name) => DataPlane.Task(name)?.Restart();

    /// <summary>
    /// The storage mapping gets another order of data planes: this one is the first from now on, which takes what is new. What is there
    /// stays where it is.
    /// </summary>
    /// <param name="catalogName">Its full name.</param>
    public void PreferDataPlane(string catalogName)
    {
        lock (Plane.Gate)
        {
            var first = Plane.DataPlanes.Single(plane => plane.CatalogName == catalogName);
            Plane.DataPlanes = [first, .. Plane.DataPlanes.Where(plane => plane != first)];
        }
    }

    /// <summary>While true, checkpoints are stored but the connector is not told, as when a machine dies in between.</summary>
    public void HoldAcknowledgements(string name, bool hold)
    {
        if (DataPlane.Task(name) is { } task)
        {
            task.HoldAcknowledgements = hold;
        }
    }

    private Task PublishByOthersAsync(string name, Action<JsonObject> edit, string detail) =>
        PublishByOthersAsync(
            [name],
            m =>
            {
                edit(m);
                return m;
            },
            detail
        );

    private async Task PublishByOthersAsync(IReadOnlyList<string> names, Func<JsonObject, JsonObject?> edit, string detail)
    {
        var other = new User(_automation.Email, _user.Prefixes);
        Job job;
        lock (Plane.Gate)
        {
            var draft = Plane.CreateDraft(other, detail);
            foreach (var name in names)
            {
                var live = Plane.LiveOf(name) ?? throw new InvalidOperationException($"nothing is live under {name}");
                var changed = edit((JsonObject)live.Model!.DeepClone());
                Plane.Stage(draft, name, changed is null ? null : live.Type, changed, live.LastPubId, null);
            }
            job = QueuePublication(draft, other, dryRun: false, "", detail);
        }
        await WaitAsync(
                () =>
                {
                    lock (Plane.Gate)
                    {
                        return job.Status is not null;
                    }
                },
                TimeSpan.FromMinutes(2),
                () => "the publication is still queued"
            )
            .ConfigureAwait(false);
        lock (Plane.Gate)
        {
            if (job.Status!["type"].String() == "success")
            {
                return;
            }
            var errors = Plane.Drafts.TryGetValue(job.DraftId, out var draft) ? string.Join("; ", draft.Errors.Select(e => e.Detail)) : "";
            throw new InvalidOperationException($"the publication ended as {job.Status["type"].String()}: {errors}");
        }
    }
}
