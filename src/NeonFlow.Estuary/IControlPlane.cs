namespace NeonFlow.Estuary;

/// <summary>
/// Drafts, publishes and live specs, whatever the transport: PostgREST today, GraphQL as it takes its place. <see cref="EstuaryClient"/> is
/// the only one to call it.
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
    /// Live specs by name. Names without a live spec are left out, and that they are absent is certain: where the caller might only lack
    /// the right to see them, it is an
    /// <see cref="EstuaryForbiddenException"/>.
    /// </summary>
    Task<IReadOnlyList<LiveSpec>> GetLiveAsync(IReadOnlyList<string> names, CancellationToken stop);

    /// <summary>Live tasks that read or write any of the collections, as far as the caller may see them.</summary>
    Task<IReadOnlyList<CollectionUse>> GetUsesAsync(IReadOnlyList<string> collections, CancellationToken stop);

    /// <summary>Schemas of a connector image, or null where the image is not registered.</summary>
    Task<ConnectorSpec?> GetConnectorSpecAsync(string image, CancellationToken stop);
}
