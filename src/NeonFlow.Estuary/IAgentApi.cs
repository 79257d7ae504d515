using System.Text.Json.Nodes;
using NeonFlow.Http;
using Refit;

namespace NeonFlow.Estuary;

/// <summary>The REST calls of the agent API.</summary>
internal interface IAgentApi
{
    [Post("/api/v1/auth/token")]
    Task<AccessTokenAnswer> ExchangeToken([Body] JsonObject grant, CancellationToken stop);

    // Items are read by StatusReading: servers differ in how they spell the members.
    [Get("/api/v1/catalog/status")]
    Task<List<JsonObject>> GetStatus([Query(CollectionFormat.Multi)] string[] name, CancellationToken stop);

    [Post("/authorize/user/collection")]
    Task<CollectionAccessAnswer> AuthorizeCollection(
        [Body] JsonObject collection,
        CancellationToken stop,
        [Property(HttpCall.KindOption)] CallKind kind = CallKind.Read
    );
}
