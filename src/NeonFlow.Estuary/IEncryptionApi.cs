using System.Text.Json.Nodes;
using NeonFlow.Http;
using Refit;

namespace NeonFlow.Estuary;

/// <summary>Config encryption; knows no credentials.</summary>
internal interface IEncryptionApi
{
    [Post("/v1/encrypt-config")]
    Task<JsonObject> EncryptConfig(
        [Body] JsonObject request,
        CancellationToken stop,
        [Property(HttpCall.KindOption)] CallKind kind = CallKind.Read
    );
}
