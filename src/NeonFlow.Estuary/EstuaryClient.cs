using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>
/// Estuary's control plane with its manners: a change is a draft that is staged, published and watched until it is decided; drafts never
/// stay behind. Safe for parallel use.
/// </summary>
public sealed class EstuaryClient : IDisposable
{
    private const int KeptLogLines = 30;
    private static readonly TimeSpan CleanUpPatience = TimeSpan.FromSeconds(5);

    private readonly EstuaryOptions _options;
    private readonly EstuaryHttp _http;
    private readonly IControlPlane _plane;

    /// <summary>A client; connections open with the first call.</summary>
    public EstuaryClient(EstuaryOptions options)
        : this(options, null) { }

    internal EstuaryClient(EstuaryOptions options, HttpMessageHandler? transport)
    {
        _options = options;
        _http = new EstuaryHttp(options, transport);
        _plane = new PostgrestControlPlane(_http);
    }

    /// <summary>
    /// Until disposed, waits, repeats and announcements in the calling flow are told to <paramref name="watcher"/> in words for people.
    /// </summary>
    public IDisposable Watch(Action<string> watcher) => _http.Watch(watcher);

    /// <summary>Live specs by name; names that are certainly absent are left out.</summary>
    public Task<IReadOnlyList<LiveSpec>> GetLiveAsync(IReadOnlyList<string> names, CancellationToken stop) =>
        _plane.GetLiveAsync(names, stop);

    /// <summary>One live spec, or null where it is certainly absent.</summary>
    public async Task<LiveSpec?> FindLiveAsync(string name, CancellationToken stop) =>
        (await _plane.GetLiveAsync([name], stop).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>
    /// Publishes and waits for the decision. Throws <see cref="EstuaryPublishException"/> where the whole was refused. On cancellation the
    /// draft is thrown away; a publish that
    /// is queued already may still take effect.
    /// </summary>
    public async Task<PublishOutcome> PublishAsync(PublishRequest request, CancellationToken stop)
    {
        var draft = await _plane.CreateDraftAsync(request.Detail, stop).ConfigureAwait(false);
        var gone = false;
        try
        {
            await _plane.StageAsync(draft, request.Specs, stop).ConfigureAwait(false);
            var job = await _plane.StartPublishAsync(draft, request.DryRun, request.DataPlane, request.Detail, stop).ConfigureAwait(false);
            var logs = new Queue<string>();
            var status = await DecidedAsync(job, logs, stop).ConfigureAwait(false);
            if (status.IsSuccess || status.IsEmpty)
            {
                gone = status.IsSuccess && !request.DryRun;
                return new(status.IsSuccess && !request.DryRun, status.IsSuccess && !request.DryRun ? status.PubId : null, [.. logs]);
            }

            var errors = await _plane.GetDraftErrorsAsync(draft, stop).ConfigureAwait(false);
            throw new EstuaryPublishException(
                new($"{(request.DryRun ? "dry run" : "publish")} {job.Id}") { Code = status.Type, Message = Explain(status, errors) },
                status.Type,
                errors,
                status.Locks,
                [.. logs]
            );
        }
        finally
        {
            if (!gone)
            {
                await ForgetAsync(draft).ConfigureAwait(false);
            }
        }
    }

    /// <summary>How tasks do; names without a live spec are left out.</summary>
    public async Task<IReadOnlyList<TaskStatus>> GetStatusAsync(IReadOnlyList<string> names, CancellationToken stop)
    {
        JsonNode? answer;
        try
        {
            answer = await _http
                .SendAsync("GET /api/v1/catalog/status", EstuaryHttp.Repeat.Free, s => _http.Agent.GetStatus([.. names], s), stop)
                .ConfigureAwait(false);
        }
        catch (EstuaryNotFoundException)
        {
            return [];
        }

        return [.. (answer as JsonArray ?? []).OfType<JsonNode>().Select(StatusReading.Read).OfType<TaskStatus>()];
    }

    /// <summary>
    /// Waits until a task's last build is active and its shards run. Returns the last status seen when it runs, when it failed for good, or
    /// when the patience ends; the caller
    /// tells which by <see cref="TaskStatus.IsRunning"/>.
    /// </summary>
    public async Task<TaskStatus> WaitUntilRunningAsync(string name, TimeSpan patience, CancellationToken stop)
    {
        var started = TimeProvider.System.GetTimestamp();
        var pause = PollPause;
        var failing = 0;
        while (true)
        {
            var status =
                (await GetStatusAsync([name], stop).ConfigureAwait(false)).FirstOrDefault()
                ?? new TaskStatus
                {
                    Name = name,
                    Status = "PENDING",
                    Summary = "not known to the data plane yet",
                };

            // One failure may be a leftover of the build before; a second look tells.
            failing = status.Status == "ERROR" ? failing + 1 : 0;
            if (status.IsRunning || status.IsDisabled || failing > 2 || TimeProvider.System.GetElapsedTime(started) + pause > patience)
            {
                return status;
            }

            _http.Say($"{name}: {status.ConnectorMessage ?? (status.Summary.Length > 0 ? status.Summary : status.Status)}");
            await Task.Delay(pause, stop).ConfigureAwait(false);
            pause = Grow(pause);
        }
    }

    /// <summary>Schemas of a connector image, or null where the image is not registered.</summary>
    public async Task<ConnectorSpec?> GetConnectorSpecAsync(string image, CancellationToken stop)
    {
        const string document =
            "query ConnectorSchema($image: String!) { connectorSpec(fullImageName: $image) { imageTag protocol endpointSpecSchema "
            + "resourceSpecSchema } }";
        JsonObject data;
        try
        {
            data = await _http.QueryAsync("ConnectorSchema", document, JsonReading.Members(("image", image)), stop).ConfigureAwait(false);
        }
        catch (EstuaryNotFoundException)
        {
            return await _plane.GetConnectorSpecAsync(image, stop).ConfigureAwait(false);
        }

        // An unknown tag is answered with the default one.
        var spec = data.Object("connectorSpec");
        return spec?.Object("endpointSpecSchema") is { } endpoint && image.EndsWith(spec.Text("imageTag") ?? "", StringComparison.Ordinal)
            ? new(image, endpoint.Copy(), spec.Object("resourceSpecSchema")?.Copy() ?? [])
            : null;
    }

    /// <summary>
    /// The endpoint config with its secrets encrypted, as it is to be staged. What is secret is said by the connector's own schema.
    /// </summary>
    public async Task<JsonObject> EncryptConfigAsync(string image, JsonObject config, CancellationToken stop)
    {
        if (config["sops"] is JsonObject)
        {
            return config.Copy();
        }

        var spec =
            await GetConnectorSpecAsync(image, stop).ConfigureAwait(false)
            ?? throw new EstuaryNotFoundException(
                new("GraphQL ConnectorSchema") { Status = 200, Message = $"the connector image {image} is not registered at Estuary" }
            );
        var answer = await _http
            .SendAsync(
                "POST /v1/encrypt-config",
                EstuaryHttp.Repeat.Free,
                s =>
                    _http.Encryption.EncryptConfig(
                        JsonReading.Members(("config", config.Copy()), ("schema", spec.EndpointSchema.Copy())),
                        s
                    ),
                stop
            )
            .ConfigureAwait(false);

        // Staging something that is not encrypted would put the password into a spec that others can read.
        return answer is JsonObject encrypted && encrypted["sops"] is JsonObject
            ? encrypted
            : throw new EstuaryUnavailableException(
                new("POST /v1/encrypt-config") { Status = 200, Message = "the answer is not an encrypted config" },
                outcomeUnknown: false
            );
    }

    /// <summary>Data planes that the caller may use.</summary>
    public async Task<IReadOnlyList<DataPlane>> GetDataPlanesAsync(CancellationToken stop)
    {
        const string document =
            "query DataPlanes($after: String) { dataPlanes(first: 100, after: $after) { edges { node { name cloudProvider region "
            + "isPublic closed cidrBlocks } } pageInfo { hasNextPage endCursor } } }";
        var found = new List<DataPlane>();
        string? after = null;
        while (true)
        {
            var page = (
                await _http.QueryAsync("DataPlanes", document, JsonReading.Members(("after", after)), stop).ConfigureAwait(false)
            ).Object("dataPlanes");
            foreach (var edge in page.List("edges"))
            {
                if (edge.Object("node") is { } node && node.Text("name") is { } name)
                {
                    found.Add(
                        new()
                        {
                            Name = name,
                            CloudProvider = node.Text("cloudProvider") ?? "",
                            Region = node.Text("region") ?? "",
                            IsPublic = node.Flag("isPublic"),
                            Closed = node.Flag("closed"),
                            CidrBlocks = node.Texts("cidrBlocks"),
                        }
                    );
                }
            }

            var next = page.Object("pageInfo").Flag("hasNextPage") ? page.Object("pageInfo").Text("endCursor") : null;
            if (next is null || next == after)
            {
                return found;
            }

            after = next;
        }
    }

    /// <summary>
    /// Data planes named by the storage mapping that covers a prefix; the first one takes specs that are new. Empty where there is no
    /// mapping.
    /// </summary>
    public async Task<IReadOnlyList<string>> GetDataPlanesOfPrefixAsync(string prefix, CancellationToken stop)
    {
        const string document =
            "query StorageMappings($prefix: Prefix!) { storageMappings(by: { underPrefix: $prefix }, first: 100) { edges { node { "
            + "catalogPrefix spec userCapability } } } }";
        var tenant = prefix[..(prefix.IndexOf('/', StringComparison.Ordinal) + 1)];
        var page = (
            await _http.QueryAsync("StorageMappings", document, JsonReading.Members(("prefix", tenant)), stop).ConfigureAwait(false)
        ).Object("storageMappings");
        return page.List("edges")
                .Select(static e => e.Object("node"))
                .Where(n => n.Text("catalogPrefix") is { } covered && prefix.StartsWith(covered, StringComparison.Ordinal))
                .OrderByDescending(static n => n.Text("catalogPrefix")!.Length)
                .Select(static n => n.Object("spec").Texts("data_planes"))
                .FirstOrDefault()
            ?? [];
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private TimeSpan PollPause =>
        _options.PollPause ?? (_options.Postgrest.IsLoopback ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromSeconds(1));

    private TimeSpan Grow(TimeSpan pause) => pause * 1.2 < PollPause * 5 ? pause * 1.2 : PollPause * 5;

    private static string Explain(JobStatus status, IReadOnlyList<DraftError> errors)
    {
        if (errors.Count > 0)
        {
            return string.Join("; ", errors.Select(static e => e.Name.Length > 0 ? $"{e.Name}{e.Pointer}: {e.Detail}" : e.Detail));
        }

        return status.Locks.Count > 0
            ? string.Join(
                "; ",
                status.Locks.Select(static l =>
                    $"{l.Name} was published by somebody else in the meantime (expected {l.Expected}, is {l.Actual})"
                )
            )
            : $"it ended as {status.Type} without an explanation";
    }

    private async Task<JobStatus> DecidedAsync(PublicationJob job, Queue<string> logs, CancellationToken stop)
    {
        var started = TimeProvider.System.GetTimestamp();
        var pause = PollPause;
        string? cursor = null;
        while (true)
        {
            var status = await _plane.GetPublishStatusAsync(job.Id, stop).ConfigureAwait(false);
            var page = await _plane.GetLogsAsync(job, cursor, stop).ConfigureAwait(false);
            cursor = page.Cursor;
            foreach (var line in page.Lines)
            {
                logs.Enqueue(line);
                if (logs.Count > KeptLogLines)
                {
                    logs.Dequeue();
                }
            }

            if (!status.IsQueued)
            {
                return status;
            }

            if (TimeProvider.System.GetElapsedTime(started) > _options.PublishPatience)
            {
                throw new EstuaryUnavailableException(
                    new($"publish {job.Id}") { Message = $"was not decided within {_options.PublishPatience.TotalMinutes:0} minutes" },
                    outcomeUnknown: true
                );
            }

            _http.Say(page.Lines.Count > 0 ? $"publishing: {page.Lines[^1]}" : "publishing: waiting for Estuary");
            await Task.Delay(pause, stop).ConfigureAwait(false);
            pause = Grow(pause);
        }
    }

    /// <summary>Also after a cancellation, so with a patience of its own; a draft that stays is litter, not harm.</summary>
    private async Task ForgetAsync(string draft)
    {
        using var limit = new CancellationTokenSource(CleanUpPatience);
        try
        {
            await _plane.DeleteDraftAsync(draft, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is EstuaryException or OperationCanceledException)
        {
            _http.Say($"the draft {draft} could not be removed");
        }
    }
}
