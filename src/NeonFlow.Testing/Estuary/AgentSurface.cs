using System.Text.Json.Nodes;
using NeonFlow.Testing.Estuary.GraphQl;

namespace NeonFlow.Testing.Estuary;

/// <summary>The agent API: token exchange, REST status, access to collections, GraphQL.</summary>
internal sealed class AgentSurface(EstuaryCloud cloud)
{
    private readonly GraphQlSurface _graphQl = new(cloud);

    public async Task<HttpAnswer> HandleAsync(HttpCall call)
    {
        switch (call.Method, call.Path)
        {
            case ("POST", "/api/v1/auth/token"):
                return cloud.Features.TokenExchange ? Exchange(call) : HttpAnswer.Text(404, "not found");
            case ("POST", "/api/graphql"):
                return cloud.Features.GraphQl ? await GraphQlAsync(call).ConfigureAwait(false) : HttpAnswer.Text(404, "not found");
            case ("GET", "/api/v1/catalog/status"):
                return CatalogStatus(call);
            case ("POST", "/authorize/user/collection"):
                return AuthorizeCollection(call);
            default:
                return HttpAnswer.Text(404, "not found");
        }
    }

    private async Task<HttpAnswer> GraphQlAsync(HttpCall call)
    {
        var user = cloud.Tokens.Bearer(call.Bearer);
        return call.Bearer is not null && user is null
            ? HttpAnswer.Text(401, "invalid, expired, or unknown credential")
            : await _graphQl.HandleAsync(call, user).ConfigureAwait(false);
    }

    private HttpAnswer Exchange(HttpCall call)
    {
        var body = Json.ParseObject(call.Body);
        if (body?["grant_type"].String() != "refresh_token")
        {
            return HttpAnswer.Text(400, "unsupported grant_type");
        }
        var (result, user, secret) = cloud.Tokens.Use(body["refresh_token_id"].String(), body["secret"].String());
        return result == Tokens.Exchange.Ok
            ? HttpAnswer.Json(200, EstuaryCloud.TokenAnswer(cloud.Tokens.CreateAccess(user!), body["refresh_token_id"].String()!, secret))
            : HttpAnswer.Text(401, "invalid, expired, or unknown credential");
    }

    private HttpAnswer AuthorizeCollection(HttpCall call)
    {
        if (cloud.Tokens.Bearer(call.Bearer) is not { } user)
        {
            return HttpAnswer.Text(401, "invalid, expired, or unknown credential");
        }
        var body = Json.ParseObject(call.Body);
        var capability = body?["capability"].String() ?? "read";
        if (body?["collection"].String() is not { } name || !JournalAccess.Capabilities.ContainsKey(capability))
        {
            return HttpAnswer.Text(422, "Failed to deserialize the JSON body into the target type");
        }
        if (!user.Covers(name) || capability == "admin")
        {
            var support = user.Covers(name) ? " capability (requires estuary_support/ grant)" : "";
            var asked = char.ToUpperInvariant(capability[0]) + capability[1..];
            return HttpAnswer.Text(403, $"{user.Email} is not authorized to {name} for {asked}{support}");
        }
        lock (cloud.Plane.Gate)
        {
            return cloud.Plane.LiveOf(name) is { Type: "collection" } collection
                ? HttpAnswer.Json(
                    200,
                    new JsonObject
                    {
                        ["brokerAddress"] = cloud.BrokerUrl,
                        ["brokerToken"] = cloud.Journals.Grant(collection, user, capability),
                        ["journalNamePrefix"] = JournalAccess.PrefixOf(collection),
                        ["retryMillis"] = 0,
                    }
                )
                : HttpAnswer.Text(404, $"collection {name} is not known");
        }
    }

    private HttpAnswer CatalogStatus(HttpCall call)
    {
        if (cloud.Tokens.Bearer(call.Bearer) is not { } user)
        {
            return HttpAnswer.Text(401, "invalid, expired, or unknown credential");
        }
        var names = call.Query.TryGetValue("name", out var values) ? values.OfType<string>().ToList() : [];
        if (names.FirstOrDefault(n => !user.Covers(n)) is { } foreign)
        {
            return HttpAnswer.Text(
                403,
                $"{user.Email} is not authorized to access prefix or name '{foreign}' with required capability read"
            );
        }
        lock (cloud.Plane.Gate)
        {
            var found = names.Select(cloud.Plane.LiveOf).OfType<LiveSpec>().ToList();
            if (call.QueryValue("connected") == "true")
            {
                var used = found.SelectMany(l => l.Uses).ToHashSet(StringComparer.Ordinal);
                found.AddRange(
                    cloud
                        .Plane.Live.Values.Where(l =>
                            l.Model is not null && !found.Contains(l) && (used.Contains(l.Name) || l.Uses.Any(names.Contains))
                        )
                        .ToList()
                );
            }
            return found.Count == 0
                ? HttpAnswer.Text(404, $"no live specs found for names: [{string.Join(", ", names.Select(n => $"\"{n}\""))}]")
                : HttpAnswer.Json(
                    200,
                    new JsonArray([.. found.Select(l => StatusReport.Rest(cloud, l, call.QueryValue("short") == "true"))])
                );
        }
    }
}
