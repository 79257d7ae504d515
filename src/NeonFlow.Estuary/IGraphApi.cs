using System.Text.Json.Nodes;
using NeonFlow.Http;
using Refit;

namespace NeonFlow.Estuary;

/// <summary>The GraphQL API of the agent. This client only asks questions there.</summary>
internal interface IGraphApi
{
    [Post("/api/graphql")]
    Task<GraphAnswer> Query(
        [Body] JsonObject query,
        [Property(HttpCall.NameOption)] string call,
        CancellationToken stop,
        [Property(HttpCall.KindOption)] CallKind kind = CallKind.Read
    );
}
