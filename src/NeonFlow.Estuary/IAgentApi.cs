using System.Text.Json.Nodes;
using Refit;

namespace NeonFlow.Estuary;

/// <summary>The agent API.</summary>
internal interface IAgentApi
{
    [Post("/api/v1/auth/token")]
    Task<HttpResponseMessage> ExchangeToken([Body] JsonObject grant, CancellationToken stop);

    [Post("/api/graphql")]
    Task<HttpResponseMessage> Query([Body] JsonObject query, CancellationToken stop);

    [Get("/api/v1/catalog/status")]
    Task<HttpResponseMessage> GetStatus([Query(CollectionFormat.Multi)] string[] name, CancellationToken stop);
}
