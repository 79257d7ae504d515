using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

// What was captured into a collection.
public sealed partial class EstuaryClient
{
    /// <summary>
    /// The first committed documents of a collection, or null where it certainly does not exist. A credential without read rights on it is
    /// an <see cref="EstuaryForbiddenException"/>.
    /// </summary>
    /// <param name="collection">Catalogue name.</param>
    /// <param name="limits">How much is read.</param>
    /// <param name="patience">How long the first document is waited for.</param>
    /// <param name="stop">Ends the read.</param>
    public async Task<CollectionPage?> ReadCollectionAsync(
        string collection,
        CollectionLimits limits,
        TimeSpan patience,
        CancellationToken stop
    )
    {
        var started = _options.Clock.GetTimestamp();
        for (var pause = PollPause; ; pause = Grow(pause))
        {
            var page = await ReadOnceAsync(collection, limits, stop).ConfigureAwait(false);
            if (page is not { Documents.Count: 0, More: false } || _options.Clock.GetElapsedTime(started) + pause > patience)
            {
                return page;
            }

            Tell($"waiting for the first document of {collection}");
            await Task.Delay(pause, _options.Clock, stop).ConfigureAwait(false);
        }
    }

    /// <summary>The key of a collection, as JSON pointers; empty where no such collection can be seen.</summary>
    /// <param name="collection">Catalogue name.</param>
    /// <param name="stop">Ends the look.</param>
    public async Task<IReadOnlyList<string>> GetCollectionKeyAsync(string collection, CancellationToken stop)
    {
        const string document =
            "query CollectionKey($names: [Name!]!) { liveSpecs(by: { names: $names }) { edges { node { liveSpec { model } } } } }";
        var names = new JsonArray(collection);
        var data = await _http.QueryAsync("CollectionKey", document, JsonReading.Members(("names", names)), stop).ConfigureAwait(false);
        return [.. (data.LiveSpecs?.Items() ?? []).SelectMany(static s => s.LiveSpec?.Spec.Texts("key") ?? [])];
    }

    private async Task<CollectionPage?> ReadOnceAsync(string collection, CollectionLimits limits, CancellationToken stop)
    {
        CollectionAccessAnswer access;
        try
        {
            access = await _http.Agent.AuthorizeCollection(JsonReading.Members(("collection", collection)), stop).ConfigureAwait(false);
        }
        catch (EstuaryNotFoundException exception) when (exception.Failure.Message.Contains(collection, StringComparison.Ordinal))
        {
            return null;
        }

        // The token goes there, so it must not go in plain over a network.
        if (
            access.BrokerToken is not { Length: > 0 } token
            || !Uri.TryCreate(access.BrokerAddress, UriKind.Absolute, out var address)
            || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        )
        {
            throw EstuaryHttp.Malformed(new("POST /authorize/user/collection") { Status = 200 }, outcomeUnknown: false);
        }

        _options.Permit?.Invoke(address.Host);
        return await new CollectionReader(_http.Broker(address), token, collection, limits).ReadAsync(stop).ConfigureAwait(false);
    }
}
