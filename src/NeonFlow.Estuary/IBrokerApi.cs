using System.Text.Json.Nodes;
using NeonFlow.Http;
using Refit;

namespace NeonFlow.Estuary;

/// <summary>The brokers of a data plane, which keep the journals of its collections. Each answer is a line for each message.</summary>
internal interface IBrokerApi
{
    [Post("/v1/journals/list")]
    Task<List<JournalListLine>> List(
        [Body] JsonObject selector,
        [Authorize] string token,
        CancellationToken stop,
        [Property(HttpCall.KindOption)] CallKind kind = CallKind.Read
    );

    [Post("/v1/journals/read")]
    Task<List<JournalReadLine>> Read(
        [Body] JsonObject range,
        [Authorize] string token,
        CancellationToken stop,
        [Property(HttpCall.KindOption)] CallKind kind = CallKind.Read
    );
}
