using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using NeonFlow.Testing.Connectors;

namespace NeonFlow.Testing.Estuary;

/// <summary>
/// Estuary Flow on 127.0.0.1: token exchange, PostgREST and GraphQL surfaces of the control plane, config encryption, and data planes that
/// run captures through connectors, keep what they capture and let it be read.
/// </summary>
public sealed partial class EstuaryCloud : IAsyncDisposable
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
    private HttpSurface? _broker;
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
        RefreshToken = options.RefreshToken is { } token
            ? Tokens.KeepRefresh(token, _user, TimeSpan.FromDays(90))
            : Tokens.CreateRefresh(ids.Next(), _user, multiUse: true, TimeSpan.FromDays(90));
    }

    internal EstuaryCloudOptions Options { get; }
    internal ControlPlane Plane { get; }
    internal Tokens Tokens { get; }
    internal ConfigEncryption Encryption { get; } = new();
    internal DataPlane DataPlane { get; }
    internal JournalAccess Journals { get; } = new();
    internal string BrokerUrl => _broker!.Url;
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
                .StartAsync(
                    EstuarySurface.Postgrest,
                    cloud.Faults,
                    cloud._calls,
                    BodyLimit,
                    postgrest.HandleAsync,
                    cloud.Options.PostgrestPort
                )
                .ConfigureAwait(false);
            cloud._agent = await HttpSurface
                .StartAsync(EstuarySurface.Agent, cloud.Faults, cloud._calls, AgentBodyLimit, agent.HandleAsync, cloud.Options.AgentPort)
                .ConfigureAwait(false);
            cloud._encryption = await HttpSurface
                .StartAsync(
                    EstuarySurface.ConfigEncryption,
                    cloud.Faults,
                    cloud._calls,
                    BodyLimit,
                    c => Task.FromResult(cloud.Encryption.Handle(c)),
                    cloud.Options.ConfigEncryptionPort
                )
                .ConfigureAwait(false);
            cloud._broker = await HttpSurface
                .StartAsync(
                    EstuarySurface.Broker,
                    cloud.Faults,
                    cloud._calls,
                    BodyLimit,
                    c => Task.FromResult(new BrokerSurface(cloud).Handle(c)),
                    port: 0
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

    internal bool IsRegistered(string image) =>
        ConnectorRegistry.Split(image) is var (_, tag) && tag is not null && Options.ConnectorTags.Contains(tag) && DataPlane.Knows(image);

    /// <summary>The Spec response of a connector, asked once per image.</summary>
    internal async Task<JsonObject> SpecAsync(string image, CancellationToken cancellationToken)
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
            return await spec.WaitAsync(cancellationToken).ConfigureAwait(false);
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
        foreach (var surface in (HttpSurface?[])[_postgrest, _agent, _encryption, _broker])
        {
            if (surface is not null)
            {
                await surface.DisposeAsync().ConfigureAwait(false);
            }
        }
        _closing.Dispose();
    }
}
