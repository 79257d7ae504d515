using System.Text.Json.Nodes;
using Refit;

namespace NeonFlow.Estuary;

/// <summary>Config encryption; knows no credentials.</summary>
internal interface IEncryptionApi
{
    [Post("/v1/encrypt-config")]
    Task<HttpResponseMessage> EncryptConfig([Body] JsonObject request, CancellationToken stop);
}
