using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

// What is live, published and captured.
public sealed partial class EstuaryCloud
{
    /// <summary>Names of the live specs of a type (<c>capture</c>, <c>collection</c>), or of all, in order.</summary>
    public IReadOnlyList<string> LiveNames(string? type = null)
    {
        lock (Plane.Gate)
        {
            return [.. Plane.Live.Values.Where(l => l.Model is not null && (type is null || l.Type == type)).Select(l => l.Name)];
        }
    }

    /// <summary>The stored spec of a live name, as the surfaces show it (config still encrypted); null where nothing is live.</summary>
    public JsonObject? LiveSpecOf(string name)
    {
        lock (Plane.Gate)
        {
            return (JsonObject?)Plane.LiveOf(name)?.Model.Copy();
        }
    }

    /// <summary>Last publication and last build of a live name; null where nothing is live.</summary>
    public (FlowId LastPubId, FlowId LastBuildId)? LiveIds(string name)
    {
        lock (Plane.Gate)
        {
            return Plane.LiveOf(name) is { } live ? (live.LastPubId, live.LastBuildId) : null;
        }
    }

    /// <summary>How many drafts are there; a client that cleans up leaves none.</summary>
    public int DraftCount
    {
        get
        {
            lock (Plane.Gate)
            {
                return Plane.Drafts.Count;
            }
        }
    }

    /// <summary>Publications that ended, oldest first: the type of their job status and whether they were dry runs.</summary>
    public IReadOnlyList<(string Type, bool DryRun, string? Detail)> Publications
    {
        get
        {
            lock (Plane.Gate)
            {
                return
                [
                    .. Plane
                        .Publications.Values.Where(j => j.Status is not null)
                        .Select(j => (j.Status!["type"].String()!, j.DryRun, j.Detail)),
                ];
            }
        }
    }

    /// <summary>The documents of a collection in the order they were committed, each with its <c>_meta.uuid</c>.</summary>
    public IReadOnlyList<JsonObject> Documents(string collection) => DataPlane.Collections.Documents(collection);

    /// <summary>The documents of a collection reduced by its key: one row per key, deleted ones gone.</summary>
    public IReadOnlyList<JsonObject> Rows(string collection)
    {
        List<string> key;
        lock (Plane.Gate)
        {
            key = Plane.LiveOf(collection)?.Model?["key"] is JsonArray array ? [.. array.Select(k => k.String()!)] : [];
        }
        return key.Count == 0 ? [] : DataPlane.Collections.Rows(collection, key);
    }

    /// <summary>What the data plane says of a capture; null where it never ran.</summary>
    public CaptureStatus? Capture(string name) => DataPlane.Task(name)?.Status;

    /// <summary>The state that the connector of a capture would be started with.</summary>
    public JsonNode? CaptureState(string name) => DataPlane.Task(name)?.State;

    /// <summary>What the connector of a capture printed on standard error, oldest first.</summary>
    public IReadOnlyList<string> CaptureLog(string name) => DataPlane.Task(name)?.Log ?? [];

    /// <summary>
    /// Waits until the data plane says of a capture what is expected; fails with its last status after <paramref name="timeout"/> (default
    /// one minute).
    /// </summary>
    public async Task<CaptureStatus> WaitForCaptureAsync(string name, Func<CaptureStatus, bool> expected, TimeSpan? timeout = null)
    {
        CaptureStatus? last = null;
        await WaitAsync(
                () => (last = Capture(name)) is { } status && expected(status),
                timeout,
                () => $"capture {name} is {last?.State.ToString() ?? "unknown"}{(last?.Failure is null ? "" : ": " + last.Failure)}"
            )
            .ConfigureAwait(false);
        return last!;
    }

    /// <summary>
    /// Waits until a collection's rows are what is expected; fails with their number after <paramref name="timeout"/> (default one minute).
    /// </summary>
    public async Task<IReadOnlyList<JsonObject>> WaitForRowsAsync(
        string collection,
        Func<IReadOnlyList<JsonObject>, bool> expected,
        TimeSpan? timeout = null
    )
    {
        IReadOnlyList<JsonObject> rows = [];
        var seen = -1;
        await WaitAsync(
                () =>
                {
                    // Reducing a collection is work: only when there is something new.
                    var count = DataPlane.Collections.Count(collection);
                    if (count == seen)
                    {
                        return false;
                    }
                    seen = count;
                    return expected(rows = Rows(collection));
                },
                timeout,
                () => $"collection {collection} has {rows.Count} rows from {Math.Max(seen, 0)} documents{Writers(collection)}"
            )
            .ConfigureAwait(false);
        return rows;
    }

    private string Writers(string collection)
    {
        List<string> names;
        lock (Plane.Gate)
        {
            names = [.. Plane.Live.Values.Where(l => l.Type == "capture" && l.Uses.Contains(collection)).Select(l => l.Name)];
        }
        return string.Concat(
            names.Select(n =>
                Capture(n) is { } s
                    ? $"; capture {n} is {s.State} after {s.Starts} "
                        + $"starts{(s.Failure is null ? $", last said: {s.Message}" : ": " + s.Failure)}"
                    : ""
            )
        );
    }

    private static async Task WaitAsync(Func<bool> done, TimeSpan? timeout, Func<string> otherwise)
    {
        var deadline = DateTime.UtcNow + (timeout ?? TimeSpan.FromMinutes(1));
        while (!done())
        {
            if (DateTime.UtcNow > deadline)
            {
                throw new TimeoutException(otherwise());
            }
            await Task.Delay(PollPause).ConfigureAwait(false);
        }
    }
}
