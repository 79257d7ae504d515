using System.Text.Json.Nodes;
using NeonFlow.Http;
using Refit;

namespace NeonFlow.Estuary;

/// <summary>
/// PostgREST. A type that is one row stands for the first row of the answer; <see cref="EstuaryHandler"/> stands below, so that an answer
/// is a success and a failure is an <see cref="EstuaryException"/>.
/// </summary>
internal interface IPostgrestApi
{
    // Idempotent: a draft too many harms nothing.
    [Post("/drafts?select=id")]
    [Headers("Prefer: return=representation")]
    Task<DraftRow> CreateDraft(
        [Body] JsonObject draft,
        CancellationToken stop,
        [Property(HttpCall.KindOption)] CallKind kind = CallKind.Idempotent
    );

    [Post("/draft_specs?on_conflict=draft_id,catalog_name")]
    [Headers("Prefer: resolution=merge-duplicates,return=minimal")]
    Task Stage([Body] JsonArray specs, CancellationToken stop, [Property(HttpCall.KindOption)] CallKind kind = CallKind.Idempotent);

    [Get("/draft_errors")]
    Task<List<DraftErrorRow>> GetDraftErrors([AliasAs("draft_id")] string draftId, string select, CancellationToken stop);

    [Delete("/drafts")]
    Task DeleteDraft(string id, CancellationToken stop);

    [Post("/publications?select=id,logs_token")]
    [Headers("Prefer: return=representation")]
    Task<PublicationRow> CreatePublication([Body] JsonObject publication, CancellationToken stop);

    [Get("/publications")]
    Task<List<PublicationRow>> GetPublications(
        string? id,
        [AliasAs("draft_id")] string? draftId,
        string select,
        string? order,
        CancellationToken stop
    );

    [Post("/rpc/view_logs")]
    Task<List<LogRow>> ViewLogs(
        [Body] JsonObject arguments,
        CancellationToken stop,
        [Property(HttpCall.KindOption)] CallKind kind = CallKind.Read
    );

    [Post("/rpc/auth_roles")]
    Task<List<AuthRoleRow>> GetAuthRoles(
        [Body] JsonObject arguments,
        CancellationToken stop,
        [Property(HttpCall.KindOption)] CallKind kind = CallKind.Read
    );

    [Post("/rpc/generate_access_token")]
    Task<AccessTokenAnswer> GenerateAccessToken([Body] JsonObject arguments, CancellationToken stop);

    [Get("/live_specs_ext")]
    Task<List<LiveSpecRow>> GetLiveSpecs([AliasAs("catalog_name")] string catalogName, string select, CancellationToken stop);

    [Get("/live_specs_ext")]
    Task<List<CollectionUseRow>> GetCollectionUses(
        [AliasAs("reads_from")] string? readsFrom,
        [AliasAs("writes_to")] string? writesTo,
        [AliasAs("spec_type")] string specType,
        string select,
        CancellationToken stop
    );

    [Get("/connectors")]
    Task<List<ConnectorRow>> GetConnectors([AliasAs("image_name")] string imageName, string select, CancellationToken stop);

    [Get("/connector_tags")]
    Task<List<ConnectorTagRow>> GetConnectorTags(
        [AliasAs("connector_id")] string connectorId,
        [AliasAs("image_tag")] string imageTag,
        string select,
        CancellationToken stop
    );
}
