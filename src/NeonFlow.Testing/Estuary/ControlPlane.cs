using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>What the control plane remembers; every field is read and written under <see cref="Gate"/>.</summary>
internal sealed class ControlPlane(FlowIdSource ids, IReadOnlyList<DataPlaneInfo> dataPlanes)
{
    public Lock Gate { get; } = new();
    public FlowIdSource Ids { get; } = ids;
    public IReadOnlyList<DataPlaneInfo> DataPlanes { get; set; } = dataPlanes;
    public List<User> Users { get; } = [];
    public Dictionary<FlowId, Draft> Drafts { get; } = [];
    public SortedDictionary<FlowId, Job> Publications { get; } = [];
    public SortedDictionary<FlowId, Job> Discovers { get; } = [];
    public SortedDictionary<string, LiveSpec> Live { get; } = new(StringComparer.Ordinal);
    public List<HistoryItem> History { get; } = [];
    public List<LogLine> Logs { get; } = [];

    /// <summary>
    /// Adds a line with a time of its own in the database's unit, because clients go on reading behind the last time they saw.
    /// </summary>
    public void Log(Guid token, string stream, string line)
    {
        lock (Gate)
        {
            var now = DateTimeOffset.UtcNow.Ticks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond;
            if (Logs.Count > 0)
            {
                now = Math.Max(now, Logs[^1].At.Ticks + TimeSpan.TicksPerMicrosecond);
            }
            Logs.Add(new LogLine(token, new DateTimeOffset(now, TimeSpan.Zero), stream, line));
        }
    }

    public Draft? DraftOf(User user, FlowId? id) =>
        id is { } known && Drafts.TryGetValue(known, out var draft) && draft.Owner == user ? draft : null;

    public Draft CreateDraft(User user, string? detail)
    {
        var draft = new Draft(Ids.Next(), user, detail);
        Drafts[draft.Id] = draft;
        return draft;
    }

    public DraftSpec Stage(Draft draft, string name, string? type, JsonNode? model, FlowId? expect, string? detail)
    {
        if (!draft.Specs.TryGetValue(name, out var spec))
        {
            draft.Specs[name] = spec = new DraftSpec(Ids.Next(), name);
        }
        spec.Type = type;
        spec.Model = model.Copy();
        spec.ExpectPubId = expect;
        spec.Detail = detail;
        spec.Built = null;
        spec.UpdatedAt = draft.UpdatedAt = DateTimeOffset.UtcNow;
        return spec;
    }

    /// <summary>Textual equality with the live spec, so key order counts.</summary>
    public bool IsUnchanged(DraftSpec spec) =>
        Live.TryGetValue(spec.Name, out var live)
        && live.Model is not null
        && spec.Model is not null
        && live.Model.Text() == spec.Model.Text();

    public LiveSpec? LiveOf(string name) => Live.TryGetValue(name, out var live) && live.Model is not null ? live : null;
}
