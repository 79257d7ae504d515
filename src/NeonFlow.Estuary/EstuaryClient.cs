using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>
/// Estuary's control plane with its manners: a change is a draft that is staged, published and watched until it is decided; drafts never
/// stay behind. Safe for parallel use.
/// </summary>
public sealed partial class EstuaryClient : IDisposable
{
    private const int PageSize = 100;
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
        _plane = new PostgrestControlPlane(_http.Postgrest);
    }

    /// <summary>Live specs by name; names that are certainly absent are left out.</summary>
    public Task<IReadOnlyList<LiveSpec>> GetLiveAsync(IReadOnlyList<string> names, CancellationToken stop) =>
        _plane.GetLiveAsync(names, stop);

    /// <summary>One live spec, or null where it is certainly absent.</summary>
    public async Task<LiveSpec?> FindLiveAsync(string name, CancellationToken stop) =>
        (await _plane.GetLiveAsync([name], stop).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>Live tasks that read or write any of the collections, as far as the caller may see them.</summary>
    public Task<IReadOnlyList<CollectionUse>> GetUsesAsync(IReadOnlyList<string> collections, CancellationToken stop) =>
        _plane.GetUsesAsync(collections, stop);

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
            var status = await DecidedAsync(job, stop).ConfigureAwait(false);
            if (status.IsSuccess || status.IsEmpty)
            {
                gone = status.IsSuccess && !request.DryRun;
                return new(status.IsSuccess && !request.DryRun, status.IsSuccess && !request.DryRun ? status.PubId : null);
            }

            var errors = await _plane.GetDraftErrorsAsync(draft, stop).ConfigureAwait(false);
            throw new EstuaryPublishException(
                new($"{(request.DryRun ? "dry run" : "publish")} {job.Id}") { Code = status.Type, Message = Explain(status, errors) },
                status.Type,
                errors,
                status.Locks
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
        try
        {
            var rows = await _http.Agent.GetStatus([.. names], stop).ConfigureAwait(false);
            return [.. rows.Select(StatusReading.Read).OfType<TaskStatus>()];
        }
        catch (EstuaryNotFoundException)
        {
            return [];
        }
        catch (JsonException)
        {
            throw EstuaryHttp.Malformed(new("GET /api/v1/catalog/status") { Status = 200 }, outcomeUnknown: false);
        }
    }

    /// <summary>Schema of a connector image, or null where the image is not registered.</summary>
    public async Task<ConnectorSpec?> GetConnectorSpecAsync(string image, CancellationToken stop)
    {
        const string document =
            "query ConnectorSchema($image: String!) { connectorSpec(fullImageName: $image) { imageTag protocol endpointSpecSchema } }";
        GraphData data;
        try
        {
            data = await _http.QueryAsync("ConnectorSchema", document, JsonReading.Members(("image", image)), stop).ConfigureAwait(false);
        }
        catch (EstuaryNotFoundException)
        {
            return await _plane.GetConnectorSpecAsync(image, stop).ConfigureAwait(false);
        }

        // An unknown tag is answered with the default one.
        return
            data.ConnectorSpec is { EndpointSpecSchema: { } endpoint } spec && image.EndsWith(spec.ImageTag ?? "", StringComparison.Ordinal)
            ? new(image, endpoint)
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
        var request = JsonReading.Members(("config", config.Copy()), ("schema", spec.EndpointSchema));
        var encrypted = await _http.Encryption.EncryptConfig(request, stop).ConfigureAwait(false);

        // Staging something that is not encrypted would put the password into a spec that others can read.
        return encrypted["sops"] is JsonObject
            ? encrypted
            : throw new EstuaryUnavailableException(
                new("config encryption") { Status = 200, Message = "the answer is not an encrypted config" },
                outcomeUnknown: false
            );
    }

    /// <summary>Data planes that the caller may use.</summary>
    public async Task<IReadOnlyList<DataPlane>> GetDataPlanesAsync(CancellationToken stop)
    {
        const string document =
            "query DataPlanes($first: Int!, $after: String) { dataPlanes(first: $first, after: $after) { edges { node { name "
            + "cloudProvider region isPublic closed cidrBlocks } } pageInfo { hasNextPage endCursor } } }";
        var planes = await PagesAsync("DataPlanes", document, [], static d => d.DataPlanes, stop).ConfigureAwait(false);
        return
        [
            .. planes
                .Where(static p => p.Name is not null)
                .Select(static p => new DataPlane
                {
                    Name = p.Name!,
                    CloudProvider = p.CloudProvider ?? "",
                    Region = p.Region ?? "",
                    IsPublic = p.IsPublic,
                    Closed = p.Closed,
                    CidrBlocks = p.CidrBlocks ?? [],
                }),
        ];
    }

    /// <summary>
    /// Data planes named by the storage mapping that covers a prefix; the first one takes specs that are new. Empty where there is no
    /// mapping.
    /// </summary>
    public async Task<IReadOnlyList<string>> GetDataPlanesOfPrefixAsync(string prefix, CancellationToken stop)
    {
        const string document =
            "query StorageMappings($prefix: Prefix!, $first: Int!, $after: String) { storageMappings(by: { underPrefix: $prefix }, "
            + "first: $first, after: $after) { edges { node { catalogPrefix spec userCapability } } pageInfo { hasNextPage endCursor } } }";
        var tenant = prefix[..(prefix.IndexOf('/', StringComparison.Ordinal) + 1)];
        var mappings = await PagesAsync("StorageMappings", document, [("prefix", tenant)], static d => d.StorageMappings, stop)
            .ConfigureAwait(false);
        return mappings
                .Where(m => m.CatalogPrefix is { } covered && prefix.StartsWith(covered, StringComparison.Ordinal))
                .MaxBy(static m => m.CatalogPrefix!.Length)
                ?.Spec.Texts("data_planes")
            ?? [];
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private TimeSpan PollPause =>
        _options.PollPause ?? (_options.Postgrest.IsLoopback ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromSeconds(1));

    private TimeSpan Grow(TimeSpan pause) => pause * 1.2 < PollPause * 5 ? pause * 1.2 : PollPause * 5;

    private void Tell(string text) => _options.Progress?.Report(text);

    private async Task<List<T>> PagesAsync<T>(
        string name,
        string document,
        (string Name, JsonNode? Value)[] variables,
        Func<GraphData, GraphPage<T>?> select,
        CancellationToken stop
    )
    {
        var found = new List<T>();
        string? after = null;
        while (true)
        {
            var page = select(
                await _http
                    .QueryAsync(
                        name,
                        document,
                        JsonReading.Members([
                            .. variables.Select(static v => (v.Name, v.Value?.DeepClone())),
                            ("first", PageSize),
                            ("after", after),
                        ]),
                        stop
                    )
                    .ConfigureAwait(false)
            );
            found.AddRange(page?.Items() ?? []);
            var next = page?.PageInfo is { HasNextPage: true } info ? info.EndCursor : null;
            if (next is null || next == after)
            {
                return found;
            }

            after = next;
        }
    }

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

    private async Task<JobStatus> DecidedAsync(PublicationJob job, CancellationToken stop)
    {
        var started = _options.Clock.GetTimestamp();
        var pause = PollPause;
        string? cursor = null;
        var missing = 0;
        while (true)
        {
            JobStatus status;
            try
            {
                status = await _plane.GetPublishStatusAsync(job.Id, stop).ConfigureAwait(false);
            }
            catch (EstuaryNotFoundException) when (++missing < _options.Attempts)
            {
                // A replica that lags or a cut answer; it was started a moment ago.
                await Task.Delay(pause, _options.Clock, stop).ConfigureAwait(false);
                continue;
            }

            var page = await _plane.GetLogsAsync(job, cursor, stop).ConfigureAwait(false);
            cursor = page.Cursor;
            if (!status.IsQueued)
            {
                return status;
            }

            if (_options.Clock.GetElapsedTime(started) > _options.PublishPatience)
            {
                throw new EstuaryUnavailableException(
                    new($"publish {job.Id}") { Message = $"was not decided within {_options.PublishPatience.TotalMinutes:0} minutes" },
                    outcomeUnknown: true
                );
            }

            Tell(page.Lines.Count > 0 ? $"publishing: {page.Lines[^1]}" : "publishing: waiting for Estuary");
            await Task.Delay(pause, _options.Clock, stop).ConfigureAwait(false);
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
            Tell($"the draft {draft} could not be removed");
        }
    }
}
