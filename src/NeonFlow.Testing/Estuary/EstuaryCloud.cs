using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using NeonFlow.Testing.Connectors;

namespace NeonFlow.Testing.Estuary;

/// <summary>
/// Estuary Flow on 127.0.0.1: token exchange, PostgREST and GraphQL surfaces of the control plane, config encryption, and data planes that
/// run captures
/// through connectors and keep what they capture.
/// </summary>
public sealed class EstuaryCloud : IAsyncDisposable
{
    private const long AgentBodyLimit = 2 * 1024 * 1024;
    private const long BodyLimit = 64 * 1024 * 1024;
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(20);

    private readonly Channel<(Job Job, Func<CancellationToken, Task> Run)> _jobs = Channel.CreateUnbounded<(
        Job,
        Func<CancellationToken, Task>
    )>();
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<string, Task<JsonObject>> _specs = new(StringComparer.Ordinal);
    private readonly CallLog _calls = new();
    private readonly ConnectorRegistry _connectors;
    private readonly User _automation = new("support@estuary.dev", []);
    private readonly User _user;
    private IReadOnlyList<ConnectorTag>? _tags;
    private HttpSurface? _postgrest;
    private HttpSurface? _agent;
    private HttpSurface? _encryption;
    private Task _worker = Task.CompletedTask;

    private EstuaryCloud(EstuaryCloudOptions options)
    {
        Options = options;
        _connectors = options.Connectors ?? BuiltInConnectors.Create();
        var ids = new FlowIdSource();
        Plane = new ControlPlane(ids, [.. options.DataPlanes.Select(p => p with { Id = ids.Next() })]);
        Tokens = new Tokens(options.AccessTokenLifetime);
        DataPlane = new DataPlane(_connectors, Encryption, new CollectionStore(options.DocumentsFolder), options);
        _user = new User(options.User, options.Prefixes);
        Plane.Users.Add(_user);
        RefreshToken = Tokens.CreateRefresh(ids.Next(), _user, multiUse: true, TimeSpan.FromDays(90));
    }

    internal EstuaryCloudOptions Options { get; }
    internal ControlPlane Plane { get; }
    internal Tokens Tokens { get; }
    internal ConfigEncryption Encryption { get; } = new();
    internal DataPlane DataPlane { get; }
    internal DateTimeOffset StartedAt { get; } = DateTimeOffset.UtcNow;
    internal IReadOnlyList<ConnectorTag> ConnectorTags => _tags ?? [];

    /// <summary>Base URL of PostgREST, ends in <c>/rest/v1</c>.</summary>
    public string PostgrestUrl => _postgrest!.Url + "/rest/v1";

    /// <summary>Base URL of the agent API, without a path.</summary>
    public string AgentUrl => _agent!.Url;

    /// <summary>URL of the GraphQL endpoint.</summary>
    public string GraphQlUrl => AgentUrl + "/api/graphql";

    /// <summary>Base URL of config encryption, without a path.</summary>
    public string ConfigEncryptionUrl => _encryption!.Url;

    /// <summary>A multi-use refresh token of the user; what a program is given as its Estuary token.</summary>
    public string RefreshToken { get; }

    /// <summary>A value for the <c>apikey</c> header; the local PostgREST takes any.</summary>
    public string AnonKey => "local-anon-key";

    /// <summary>Faults to be shown.</summary>
    public EstuaryFaults Faults { get; } = new();

    /// <summary>Parts of the surfaces that are switched on.</summary>
    public EstuaryFeatures Features { get; } = new();

    /// <summary>The data planes, the default one first.</summary>
    public IReadOnlyList<DataPlaneInfo> DataPlanes => Plane.DataPlanes;

    /// <summary>The calls received so far, oldest first.</summary>
    public IReadOnlyList<EstuaryCall> Calls => _calls.Snapshot();

    /// <summary>Forgets the calls received so far.</summary>
    public void ClearCalls() => _calls.Clear();

    /// <summary>Starts a local Estuary on free ports of 127.0.0.1.</summary>
    public static async Task<EstuaryCloud> StartAsync(EstuaryCloudOptions? options = null)
    {
        var cloud = new EstuaryCloud(options ?? new EstuaryCloudOptions());
        try
        {
            var postgrest = new PostgrestSurface(cloud);
            var agent = new AgentSurface(cloud);
            cloud._postgrest = await HttpSurface
                .StartAsync(EstuarySurface.Postgrest, cloud.Faults, cloud._calls, BodyLimit, postgrest.HandleAsync)
                .ConfigureAwait(false);
            cloud._agent = await HttpSurface
                .StartAsync(EstuarySurface.Agent, cloud.Faults, cloud._calls, AgentBodyLimit, agent.HandleAsync)
                .ConfigureAwait(false);
            cloud._encryption = await HttpSurface
                .StartAsync(
                    EstuarySurface.ConfigEncryption,
                    cloud.Faults,
                    cloud._calls,
                    BodyLimit,
                    c => Task.FromResult(cloud.Encryption.Handle(c))
                )
                .ConfigureAwait(false);
            cloud._worker = Task.Run(cloud.WorkAsync);
            return cloud;
        }
        catch
        {
            await cloud.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A refresh token of another user who administers other prefixes.</summary>
    public string AddUser(string email, params string[] prefixes)
    {
        var user = new User(email, prefixes);
        lock (Plane.Gate)
        {
            Plane.Users.Add(user);
        }
        return Tokens.CreateRefresh(Plane.Ids.Next(), user, multiUse: true, TimeSpan.FromDays(90));
    }

    /// <summary>A refresh token of the user that gets a new secret with each exchange.</summary>
    public string CreateSingleUseToken() => Tokens.CreateRefresh(Plane.Ids.Next(), _user, multiUse: false, TimeSpan.FromDays(90));

    /// <summary>An access token of the user, as the token exchange would give it.</summary>
    public string CreateAccessToken() => Tokens.CreateAccess(_user);

    /// <summary>Every access token given out until now is expired; refresh tokens stay valid.</summary>
    public void ExpireTokens() => Tokens.ExpireAccess();

    // --- What is there ---

    /// <summary>Names of the live specs of a type (<c>capture</c>, <c>collection</c>), or of all, in order.</summary>
    public IReadOnlyList<string> LiveNames(string? type = null)
    {
        lock (Plane.Gate)
        {
            return [.. Plane.Live.Values.Where(l => l.Model is not null && (type is null || l.Type == type)).Select(l => l.Name)];
        }
    }

    /// <summary>The stored spec of a live name, as the surfaces show it (config still encrypted); null where nothing is live.</summary>
    public JsonObject? LiveModel(string name)
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

    /// <summary>
    /// The address from which the connector of a capture with that login connects, by its data plane; null where no capture uses it.
    /// Connectors really connect from loopback: a local Neon asks here whom it should take them for.
    /// </summary>
    /// <param name="user">Role of the login.</param>
    /// <param name="database">Database of the login.</param>
    /// <param name="port">Port of the endpoint on this machine, which tells the same login to two projects apart.</param>
    public System.Net.IPAddress? EgressAddress(string user, string database, int port) =>
        DataPlane.PlaneOf(user, database, port) is { CidrBlocks: [var first, ..] }
        && System.Net.IPAddress.TryParse(first.Split('/')[0], out var address)
            ? address
            : null;

    // --- What others do ---

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

    // --- Jobs ---

    internal Job QueuePublication(Draft draft, User user, bool dryRun, string dataPlane, string? detail)
    {
        var job = new Job(Plane.Ids.Next(), draft.Id, user)
        {
            DryRun = dryRun,
            DataPlane = dataPlane,
            Detail = detail,
        };
        Plane.Publications[job.Id] = job;
        _jobs.Writer.TryWrite((job, stop => new Publisher(this).RunAsync(job, stop)));
        return job;
    }

    internal Job QueueDiscover(Draft draft, User user, string capture, string image, JsonObject? config, bool updateOnly, string dataPlane)
    {
        var job = new Job(Plane.Ids.Next(), draft.Id, user)
        {
            Failure = "discoverFailed",
            CaptureName = capture,
            Image = image,
            EndpointConfig = (JsonObject?)config?.DeepClone(),
            UpdateOnly = updateOnly,
            DataPlane = dataPlane,
        };
        Plane.Discovers[job.Id] = job;
        _jobs.Writer.TryWrite((job, stop => new Discoverer(this).RunAsync(job, stop)));
        return job;
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var (job, run) in _jobs.Reader.ReadAllAsync(_closing.Token).ConfigureAwait(false))
            {
                try
                {
                    await run(_closing.Token).ConfigureAwait(false);
                }
#pragma warning disable CA1031 // One job that breaks must not stop the jobs behind it; its client reads why.
                catch (Exception e) when (e is not OperationCanceledException || !_closing.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    Plane.Log(job.LogsToken, "handler", e.ToString());
                    lock (Plane.Gate)
                    {
                        if (Plane.Drafts.TryGetValue(job.DraftId, out var draft))
                        {
                            draft.Errors = [new DraftError("", null, "internal error: " + e.Message)];
                        }
                        job.Finish(new JsonObject { ["type"] = job.Failure });
                    }
                }
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The cloud is closed.
        }
    }

    // --- Connectors ---

    internal bool IsRegistered(string image) =>
        ConnectorRegistry.Split(image) is var (_, tag) && tag is not null && Options.ConnectorTags.Contains(tag) && DataPlane.Knows(image);

    /// <summary>The Spec response of a connector, asked once per image.</summary>
    internal async Task<JsonObject> SpecAsync(string image, CancellationToken cancel)
    {
        var spec = _specs.GetOrAdd(
            image,
            i =>
                DataPlane.CallAsync(
                    i,
                    new JsonObject
                    {
                        ["spec"] = new JsonObject { ["connectorType"] = "IMAGE", ["config"] = new JsonObject() },
                    },
                    "spec",
                    _ => { },
                    _closing.Token
                )
        );
        try
        {
            return await spec.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (ConnectorException)
        {
            _specs.TryRemove(image, out _);
            throw;
        }
    }

    internal async Task LoadConnectorTagsAsync()
    {
        if (_tags is not null)
        {
            return;
        }
        var tags = new List<ConnectorTag>();
        foreach (var repository in _connectors.Repositories)
        {
            var connectorId = Plane.Ids.Next();
            foreach (var tag in Options.ConnectorTags)
            {
                tags.Add(
                    new ConnectorTag(
                        Plane.Ids.Next(),
                        connectorId,
                        repository,
                        tag,
                        await SpecAsync(repository + tag, _closing.Token).ConfigureAwait(false),
                        StartedAt
                    )
                );
            }
        }
        Interlocked.CompareExchange(ref _tags, tags, null);
    }

    internal JsonObject CreateRefreshToken(User user, bool multiUse) =>
        Json.ParseObject(
            System.Text.Encoding.UTF8.GetString(
                Convert.FromBase64String(Tokens.CreateRefresh(Plane.Ids.Next(), user, multiUse, TimeSpan.FromDays(90)))
            )
        )!;

    internal static JsonObject TokenAnswer(string access, string refreshId, string? newSecret)
    {
        var answer = new JsonObject { ["access_token"] = access };
        if (newSecret is not null)
        {
            answer["refresh_token"] = new JsonObject { ["id"] = refreshId, ["secret"] = newSecret };
        }
        return answer;
    }

    /// <summary>Stops the captures, then the surfaces.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        _jobs.Writer.TryComplete();
        await _worker.ConfigureAwait(false);
        await DataPlane.DisposeAsync().ConfigureAwait(false);
        foreach (var surface in (HttpSurface?[])[_postgrest, _agent, _encryption])
        {
            if (surface is not null)
            {
                await surface.DisposeAsync().ConfigureAwait(false);
            }
        }
        _closing.Dispose();
    }
}
