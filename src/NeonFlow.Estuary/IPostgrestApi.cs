using System.Text.Json.Nodes;
using Refit;

namespace NeonFlow.Estuary;

/// <summary>PostgREST. Answers are raw: status, headers and bodies that may not be JSON are all needed.</summary>
internal interface IPostgrestApi
{
    [Post("/drafts?select=id")]
    [Headers("Prefer: return=representation")]
    Task<HttpResponseMessage> CreateDraft([Body] JsonObject draft, CancellationToken stop);

    [Post("/draft_specs?on_conflict=draft_id,catalog_name")]
    [Headers("Prefer: resolution=merge-duplicates,return=minimal")]
    Task<HttpResponseMessage> Stage([Body] JsonArray specs, CancellationToken stop);

    [Get("/draft_errors")]
    Task<HttpResponseMessage> GetDraftErrors([AliasAs("draft_id")] string draftId, string select, CancellationToken stop);

    [Delete("/drafts")]
    Task<HttpResponseMessage> DeleteDraft(string id, CancellationToken stop);

    [Post("/publications?select=id,logs_token")]
    [Headers("Prefer: return=representation")]
    Task<HttpResponseMessage> CreatePublication([Body] JsonObject publication, CancellationToken stop);

    [Get("/publications")]
    Task<HttpResponseMessage> GetPublications(
        string? id,
        [AliasAs("draft_id")] string? draftId,
        string select,
        string? order,
        CancellationToken stop
    );

    [Post("/rpc/view_logs")]
    Task<HttpResponseMessage> ViewLogs([Body] JsonObject arguments, CancellationToken stop);

    [Post("/rpc/auth_roles")]
    Task<HttpResponseMessage> GetAuthRoles([Body] JsonObject arguments, CancellationToken stop);

    [Post("/rpc/generate_access_token")]
    Task<HttpResponseMessage> GenerateAccessToken([Body] JsonObject arguments, CancellationToken stop);

    [Get("/live_specs_ext")]
    Task<HttpResponseMessage> GetLiveSpecs([AliasAs("catalog_name")] string catalogName, string select, CancellationToken stop);

    [Get("/connectors")]
    Task<HttpResponseMessage> GetConnectors([AliasAs("image_name")] string imageName, string select, CancellationToken stop);

    [Get("/connector_tags")]
    Task<HttpResponseMessage> GetConnectorTags(
        [AliasAs("connector_id")] string connectorId,
        [AliasAs("image_tag")] string imageTag,
        string select,
        CancellationToken stop
    );
}
