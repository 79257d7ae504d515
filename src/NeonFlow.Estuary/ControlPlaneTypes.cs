using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>Ids of Estuary: 16 hex digits, or the same with colons.</summary>
public static class FlowId
{
    /// <summary>As an expectation: the spec must not exist yet.</summary>
    public const string None = "0000000000000000";

    /// <summary>Without colons, lower case; equal ids have equal texts.</summary>
    public static string Canonical(string id) => id.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Ids are ordered by time.</summary>
    public static int Compare(string? left, string? right) => string.CompareOrdinal(Canonical(left ?? None).PadLeft(16, '0'), Canonical(right ?? None).PadLeft(16, '0'));
}

/// <summary>What is staged for one name: a spec, or its removal.</summary>
/// <param name="Name">Catalogue name.</param>
/// <param name="Type"><c>capture</c>, <c>collection</c>, <c>materialization</c> or <c>test</c>; null: remove.</param>
/// <param name="Spec">The inner definition; null: remove.</param>
/// <param name="ExpectPubId">Last publish that the caller knows of; <see cref="FlowId.None"/>: must not exist; null: any.</param>
public sealed record StagedSpec(string Name, string? Type, JsonObject? Spec, string? ExpectPubId)
{
    /// <summary>Stages the removal of a live spec.</summary>
    public static StagedSpec Removal(string name, string? expectPubId) => new(name, null, null, expectPubId);
}

/// <summary>An error of a draft: its place and its words.</summary>
/// <param name="Scope">As Estuary names it: <c>flow://capture/acme/in/orders#/bindings/0</c>.</param>
/// <param name="Detail">Its words.</param>
public sealed record DraftError(string Scope, string Detail)
{
    /// <summary>Kind of the spec, such as <c>capture</c>; empty where the scope names none.</summary>
    public string Type => Parts().Type;

    /// <summary>Catalogue name; empty where the scope names none.</summary>
    public string Name => Parts().Name;

    /// <summary>JSON pointer in the spec; empty for the whole spec.</summary>
    public string Pointer => Parts().Pointer;

    private (string Type, string Name, string Pointer) Parts()
    {
        const string scheme = "flow://";
        if (!Scope.StartsWith(scheme, StringComparison.Ordinal))
        {
            return ("", "", "");
        }

        var rest = Scope[scheme.Length..];
        var hash = rest.IndexOf('#', StringComparison.Ordinal);
        var pointer = hash < 0 ? "" : Uri.UnescapeDataString(rest[(hash + 1)..]);
        rest = hash < 0 ? rest : rest[..hash];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (rest, "", pointer) : (rest[..slash], rest[(slash + 1)..], pointer);
    }
}

/// <summary>A spec that was published by somebody else in the meantime.</summary>
public sealed record LockFailure(string Name, string Expected, string Actual);

/// <summary>Where a publish stands.</summary>
/// <param name="Type">Estuary's word; unknown ones count as failed.</param>
/// <param name="Locks">Filled for <c>expectPubIdMismatch</c> and <c>buildIdLockFailure</c>.</param>
/// <param name="PubId">Id of the publish, once there is one.</param>
public sealed record JobStatus(string Type, IReadOnlyList<LockFailure> Locks, string? PubId)
{
    /// <summary>Not decided yet.</summary>
    public bool IsQueued => Type == "queued";

    /// <summary>Done.</summary>
    public bool IsSuccess => Type == "success";

    /// <summary>Nothing was left to do, which is as good as done.</summary>
    public bool IsEmpty => Type == "emptyDraft";
}

/// <summary>A publish that was started.</summary>
/// <param name="Id">Its id.</param>
/// <param name="LogsToken">Opens its log.</param>
public sealed record PublicationJob(string Id, string? LogsToken);

/// <summary>Lines of a log, and where to go on from.</summary>
public sealed record LogPage(IReadOnlyList<string> Lines, string? Cursor);

/// <summary>A spec as it is in force.</summary>
public sealed record LiveSpec
{
    /// <summary>Catalogue name.</summary>
    public required string Name { get; init; }

    /// <summary>Kind.</summary>
    public required string Type { get; init; }

    /// <summary>The inner definition, with its secrets encrypted.</summary>
    public required JsonObject Spec { get; init; }

    /// <summary>Last publish that changed it; the etag.</summary>
    public required string LastPubId { get; init; }

    /// <summary>Last build; moves also when a neighbour is published.</summary>
    public string LastBuildId { get; init; } = FlowId.None;

    /// <summary>Data plane it runs in.</summary>
    public string? DataPlane { get; init; }

    /// <summary>What was said about the last publish.</summary>
    public string? LastPubDetail { get; init; }

    /// <summary>Who made the last publish.</summary>
    public string? LastPubUser { get; init; }

    /// <summary>Specs it reads, by name.</summary>
    public IReadOnlyList<string> ReadsFrom { get; init; } = [];

    /// <summary>Collections it writes, by name.</summary>
    public IReadOnlyList<string> WritesTo { get; init; } = [];
}

/// <summary>How a live task does.</summary>
public sealed record TaskStatus
{
    /// <summary>Catalogue name.</summary>
    public required string Name { get; init; }

    /// <summary>In upper case: <c>OK, WARNING, ERROR, TASK_DISABLED</c>; <c>PENDING</c> where the last build is not active yet.</summary>
    public required string Status { get; init; }

    /// <summary>In words.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The last words of the connector itself.</summary>
    public string? ConnectorMessage { get; init; }

    /// <summary>The error that stopped it last.</summary>
    public string? LastFailure { get; init; }

    /// <summary>Whether it was disabled.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Whether the last build is active and all its shards run.</summary>
    public bool IsRunning { get; init; }
}

/// <summary>Schemas of a connector image.</summary>
/// <param name="Image">Image with tag.</param>
/// <param name="EndpointSchema">JSON schema of the endpoint config.</param>
/// <param name="ResourceSchema">JSON schema of a binding's resource config.</param>
public sealed record ConnectorSpec(string Image, JsonObject EndpointSchema, JsonObject ResourceSchema);

/// <summary>A data plane that the caller may use.</summary>
public sealed record DataPlane
{
    /// <summary>Name, such as <c>ops/dp/public/aws-eu-west-1-c1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Cloud: <c>AWS, AZURE, GCP, LOCAL</c>.</summary>
    public string CloudProvider { get; init; } = "";

    /// <summary>Region of the cloud.</summary>
    public string Region { get; init; } = "";

    /// <summary>Whether everybody may use it.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Whether new tasks are no longer placed there.</summary>
    public bool Closed { get; init; }

    /// <summary>Addresses that its connectors come from.</summary>
    public IReadOnlyList<string> CidrBlocks { get; init; } = [];
}

/// <summary>
/// Drafts, publishes and live specs, whatever the transport: PostgREST today, GraphQL as it takes its place. <see cref="EstuaryClient"/> is the only one to call it.
/// </summary>
public interface IControlPlane
{
    /// <summary>Makes a draft and tells its id.</summary>
    Task<string> CreateDraftAsync(string detail, CancellationToken stop);

    /// <summary>Puts specs into a draft.</summary>
    Task StageAsync(string draftId, IReadOnlyList<StagedSpec> specs, CancellationToken stop);

    /// <summary>Errors of a draft.</summary>
    Task<IReadOnlyList<DraftError>> GetDraftErrorsAsync(string draftId, CancellationToken stop);

    /// <summary>Throws a draft away; absent already is success.</summary>
    Task DeleteDraftAsync(string draftId, CancellationToken stop);

    /// <summary>Starts a publish. One that was started but whose answer got lost is found again, not started twice.</summary>
    Task<PublicationJob> StartPublishAsync(string draftId, bool dryRun, string? dataPlane, string detail, CancellationToken stop);

    /// <summary>Where a publish stands.</summary>
    Task<JobStatus> GetPublishStatusAsync(string publicationId, CancellationToken stop);

    /// <summary>The next lines of a publish's log.</summary>
    Task<LogPage> GetLogsAsync(PublicationJob job, string? cursor, CancellationToken stop);

    /// <summary>
    /// Live specs by name. Names without a live spec are left out, and that they are absent is certain: where the caller might only lack the right to see them, it is an
    /// <see cref="EstuaryForbiddenException"/>.
    /// </summary>
    Task<IReadOnlyList<LiveSpec>> GetLiveAsync(IReadOnlyList<string> names, CancellationToken stop);

    /// <summary>Schemas of a connector image, or null where the image is not registered.</summary>
    Task<ConnectorSpec?> GetConnectorSpecAsync(string image, CancellationToken stop);
}
