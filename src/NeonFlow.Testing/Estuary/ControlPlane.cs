using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

internal sealed class User(string email, IReadOnlyList<string> prefixes)
{
    public Guid Id { get; } = Guid.NewGuid();
    public string Email { get; } = email;

    /// <summary>Prefixes the user administers, each with its slash at the end.</summary>
    public IReadOnlyList<string> Prefixes { get; } = prefixes;

    public bool Covers(string name) => Prefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal));
}

internal sealed class Draft(FlowId id, User owner, string? detail)
{
    public FlowId Id { get; } = id;
    public User Owner { get; } = owner;
    public string? Detail { get; set; } = detail;
    public DateTimeOffset CreatedAt { get; } = DateTimeOffset.UtcNow;
    public DateTimeOffset UpdatedAt { get; set; } = DateTimeOffset.UtcNow;
    public SortedDictionary<string, DraftSpec> Specs { get; } = new(StringComparer.Ordinal);
    public List<DraftError> Errors { get; set; } = [];
}

internal sealed class DraftSpec(FlowId id, string name)
{
    public FlowId Id { get; } = id;
    public string Name { get; } = name;
    public string? Type { get; set; }
    public JsonNode? Model { get; set; }
    public FlowId? ExpectPubId { get; set; }
    public string? Detail { get; set; }
    public JsonNode? Built { get; set; }
    public DateTimeOffset CreatedAt { get; } = DateTimeOffset.UtcNow;
    public DateTimeOffset UpdatedAt { get; set; } = DateTimeOffset.UtcNow;
}

internal sealed record DraftError(string CatalogName, string? Scope, string Detail);

internal sealed class Job(FlowId id, FlowId draftId, User owner)
{
    public FlowId Id { get; } = id;
    public FlowId DraftId { get; } = draftId;
    public User Owner { get; } = owner;
    public Guid LogsToken { get; } = Guid.NewGuid();
    public DateTimeOffset CreatedAt { get; } = DateTimeOffset.UtcNow;
    public DateTimeOffset UpdatedAt { get; set; } = DateTimeOffset.UtcNow;
    public string? Detail { get; init; }
    public bool DryRun { get; init; }
    public string DataPlane { get; init; } = "";
    public FlowId? PubId { get; set; }

    /// <summary>The status with which it ends where it breaks.</summary>
    public string Failure { get; init; } = "publishFailed";

    // Only for discovers.
    public string CaptureName { get; init; } = "";
    public string Image { get; init; } = "";
    public JsonObject? EndpointConfig { get; init; }
    public bool UpdateOnly { get; init; }

    private JsonObject? _final;
    private bool _polled;

    public void Finish(JsonObject status)
    {
        _final = status;
        UpdatedAt = DateTimeOffset.UtcNow;
    }

    /// <summary>A job is seen queued at least once, as no client can be faster than the real queue.</summary>
    public JsonObject Poll()
    {
        var seen = _polled ? Status : null;
        _polled = true;
        return seen ?? new JsonObject { ["type"] = "queued" };
    }

    public JsonObject? Status => (JsonObject?)_final?.DeepClone();
}

internal sealed class LiveSpec(FlowId id, string name, string type)
{
    public FlowId Id { get; } = id;
    public string Name { get; } = name;
    public string Type { get; } = type;

    /// <summary>Null after a deletion.</summary>
    public JsonObject? Model { get; set; }
    public JsonObject? Built { get; set; }
    public FlowId LastPubId { get; set; }
    public FlowId LastBuildId { get; set; }
    public DateTimeOffset CreatedAt { get; } = DateTimeOffset.UtcNow;
    public DateTimeOffset UpdatedAt { get; set; } = DateTimeOffset.UtcNow;
    public required DataPlaneInfo DataPlane { get; init; }
    public string? Detail { get; set; }
    public required User LastUser { get; set; }

    public bool Disabled => Model is { } m && (m["shards"]?["disable"]).IsTrue();

    public string? Image => Model?["endpoint"]?["connector"]?["image"].String();

    /// <summary>Collections the task reads or writes.</summary>
    public IEnumerable<string> Uses => SpecRules.CollectionsOf(Type, Model).Select(u => u.Name);
}

internal sealed record HistoryItem(FlowId LiveSpecId, string Name, string? Type, FlowId PubId, string? Detail, DateTimeOffset At, User User, JsonObject? Model);

internal sealed record LogLine(Guid Token, DateTimeOffset At, string Stream, string Line);

/// <summary>What the control plane remembers; every field is read and written under <see cref="Gate"/>.</summary>
internal sealed class ControlPlane(FlowIdSource ids, IReadOnlyList<DataPlaneInfo> dataPlanes)
{
    public Lock Gate { get; } = new();
    public FlowIdSource Ids { get; } = ids;
    public IReadOnlyList<DataPlaneInfo> DataPlanes { get; } = dataPlanes;
    public List<User> Users { get; } = [];
    public Dictionary<FlowId, Draft> Drafts { get; } = [];
    public SortedDictionary<FlowId, Job> Publications { get; } = [];
    public SortedDictionary<FlowId, Job> Discovers { get; } = [];
    public SortedDictionary<string, LiveSpec> Live { get; } = new(StringComparer.Ordinal);
    public List<HistoryItem> History { get; } = [];
    public List<LogLine> Logs { get; } = [];

    /// <summary>Adds a line with a time of its own in the database's unit, because clients go on reading behind the last time they saw.</summary>
    public void Log(Guid token, string stream, string line)
    {
        lock (Gate)
        {
            var now = DateTimeOffset.UtcNow.Ticks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond;
            if (Logs.Count > 0) { now = Math.Max(now, Logs[^1].At.Ticks + TimeSpan.TicksPerMicrosecond); }
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
        Live.TryGetValue(spec.Name, out var live) && live.Model is not null && spec.Model is not null && live.Model.Text() == spec.Model.Text();

    public LiveSpec? LiveOf(string name) => Live.TryGetValue(name, out var live) && live.Model is not null ? live : null;
}
