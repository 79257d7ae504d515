using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Local;

/// <summary>The collections of the local cloud that runs; what is in them is read as from the real Estuary.</summary>
internal static class LocalCollections
{
    /// <summary>All of them, each with its number of rows.</summary>
    public static async Task<IReadOnlyList<JsonObject>> ListAsync(CancellationToken stop)
    {
        var url =
            Url
            ?? throw new EngineException(
                $"{LocalAddresses.Missing(LocalAddresses.ServerUrl).Message}; of the real Estuary name a collection: `neonflow rows "
                    + "acmeCo/shop/public/orders`"
            );
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, url + "/rows");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("FLOW_AUTH_TOKEN"));
        try
        {
            using var response = await http.SendAsync(request, stop).ConfigureAwait(false);
            var text = await response.Content.ReadAsStringAsync(stop).ConfigureAwait(false);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => [.. JsonNode.Parse(text)!.AsArray().Select(static n => n!.AsObject())],
                HttpStatusCode.Unauthorized => throw LocalAddresses.StartedAnew(),
                var other => throw new EngineException($"the local cloud at {url} answered {(int)other}"),
            };
        }
        catch (HttpRequestException failure)
        {
            throw LocalAddresses.NoAnswer(url, LocalAddresses.ServerUrl, failure);
        }
    }

    /// <summary>That there is no collection of a name; a local cloud tells which there are.</summary>
    public static async Task<EngineException> UnknownAsync(string name, CancellationToken stop) =>
        Url is null ? new($"there is no collection {name}: the names are in Estuary's dashboard under Collections")
        : await ListAsync(stop).ConfigureAwait(false) is { Count: > 0 } all
            ? new($"the local cloud has no such collection; it has {string.Join(", ", all.Select(static c => c["collection"]))}")
        : new("the local cloud has no collection yet: `neonflow up <program folder>` makes some");

    private static string? Url => Environment.GetEnvironmentVariable(LocalAddresses.ServerUrl) is { Length: > 0 } url ? url : null;
}
