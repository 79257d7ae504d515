using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary.GraphQl;

/// <summary>The GraphQL operations of the control plane: root fields give whole objects, the selection takes what it names.</summary>
internal sealed partial class GraphQlSurface(EstuaryCloud cloud)
{
    private static readonly string[] Queries =
    [
        "connectorSpec",
        "dataPlanes",
        "liveSpecs",
        "prefixes",
        "publicDataPlanes",
        "storageMappings",
    ];
    private static readonly string[] DraftQueries = ["draft", "drafts"];
    private static readonly string[] DraftMutations = ["createDraft", "deleteDraft", "stageDraftSpecs", "unstageDraftSpecs"];

    private ControlPlane Plane => cloud.Plane;

    private IEnumerable<string> QueryFields =>
        [
            .. Queries,
            .. cloud.Features.GraphQlDrafts ? DraftQueries : [],
            .. cloud.Features.GraphQlPublications ? ["publication"] : (string[])[],
            .. cloud.Features.GraphQlDiscovers ? ["discover"] : (string[])[],
        ];

    private IEnumerable<string> MutationFields =>
        [
            "createRefreshToken",
            .. cloud.Features.GraphQlDrafts ? DraftMutations : [],
            .. cloud.Features.GraphQlPublications ? ["createPublication"] : (string[])[],
            .. cloud.Features.GraphQlDiscovers ? ["createDiscover"] : (string[])[],
        ];

    public async Task<HttpAnswer> HandleAsync(HttpCall call, User? user)
    {
        if (Json.ParseObject(call.Body) is not { } request || request["query"].String() is not { } text)
        {
            return HttpAnswer.Text(400, "expected a JSON object with a query");
        }
        try
        {
            var document = GraphQlDocument.Parse(text, request["variables"] as JsonObject, request["operationName"].String());
            var data = new JsonObject();
            foreach (var field in document.Fields)
            {
                var known = document.IsMutation ? MutationFields : QueryFields;
                if (field.Name is not ("__schema" or "__typename") && !known.Contains(field.Name))
                {
                    throw new GraphQlException(
                        $"Unknown field \"{field.Name}\" on type \"{(document.IsMutation ? "MutationRoot" : "QueryRoot")}\"."
                    );
                }
                if (user is null && field.Name is not ("publicDataPlanes" or "__schema" or "__typename"))
                {
                    return HttpAnswer.Text(401, "missing or invalid Authorization header");
                }
                var value = await ResolveAsync(field, user!).ConfigureAwait(false);
                data[field.Alias] = Project(document, value, field);
            }
            return HttpAnswer.Json(200, new JsonObject { ["data"] = data });
        }
        catch (GraphQlException e)
        {
            return HttpAnswer.Json(
                200,
                new JsonObject { ["data"] = null, ["errors"] = new JsonArray(new JsonObject { ["message"] = e.Message }) }
            );
        }
    }

    // Scalars of type JSON are objects too, and are selected without a selection set.
    private static JsonNode? Project(GraphQlDocument document, JsonNode? value, Selection field)
    {
        if (field.Children.Count == 0)
        {
            return value.Copy();
        }
        switch (value)
        {
            case JsonArray list:
                return new JsonArray([.. list.Select(v => Project(document, v, field))]);
            case JsonObject o:
                var result = new JsonObject();
                foreach (var child in document.Flatten(field.Children))
                {
                    if (child.Name == "__typename")
                    {
                        result[child.Alias] = "Object";
                        continue;
                    }
                    if (!o.TryGetPropertyValue(child.Name, out var found))
                    {
                        throw new GraphQlException($"Unknown field \"{child.Name}\" under \"{field.Name}\".");
                    }
                    if (child.Children.Count > 0 && found is JsonObject nested && nested["edges"] is JsonArray edges)
                    {
                        found = Connection(edges.Select(e => (JsonObject)e!["node"]!.DeepClone()), child.Arguments);
                    }
                    result[child.Alias] = Project(document, found, child);
                }
                return result;
            default:
                return null;
        }
    }

    private async Task<JsonNode?> ResolveAsync(Selection field, User user)
    {
        var a = field.Arguments;
        switch (field.Name)
        {
            case "__typename":
                return "QueryRoot";
            case "__schema":
                if (!cloud.Features.Introspection)
                {
                    throw new GraphQlException("Introspection is disabled");
                }
                return new JsonObject
                {
                    ["queryType"] = Root("QueryRoot", QueryFields),
                    ["mutationType"] = Root("MutationRoot", MutationFields),
                };
            case "connectorSpec":
                return await ConnectorSpecAsync(a["fullImageName"].String() ?? "").ConfigureAwait(false);
            case "createRefreshToken":
                return cloud.CreateRefreshToken(user, a["multiUse"].IsTrue());
        }
        lock (Plane.Gate)
        {
            return field.Name switch
            {
                "dataPlanes" => Connection(
                    Plane.DataPlanes.Where(p => user.Prefixes.Any(p.Serves) && Wanted(p, a["filter"])).Select(DataPlaneNode),
                    a
                ),
                "publicDataPlanes" => Connection(
                    Plane
                        .DataPlanes.Where(p => p.Tenant is null)
                        .Select(p => new JsonObject
                        {
                            ["name"] = p.CatalogName,
                            ["cloudProvider"] = p.CloudProvider,
                            ["region"] = p.Region,
                        }),
                    a
                ),
                "liveSpecs" => Connection(LiveSpecRefs(a["by"] as JsonObject ?? [], user), a),
                "prefixes" => Connection(
                    user.Prefixes.Select(p => new JsonObject
                    {
                        ["prefix"] = p,
                        ["userCapability"] = "admin",
                        ["capabilities"] = new JsonArray(
                            "CatalogRead",
                            "SpecEdit",
                            "CreateGrant",
                            "ViewSecret",
                            "EditSecret",
                            "DecryptSecret"
                        ),
                    }),
                    a
                ),
                "storageMappings" => Connection(
                    user.Prefixes.Select(p => new JsonObject
                    {
                        ["catalogPrefix"] = p,
                        ["detail"] = null,
                        ["spec"] = new JsonObject
                        {
                            ["stores"] = new JsonArray(),
                            ["data_planes"] = new JsonArray([
                                .. Plane.DataPlanes.Where(d => d.Serves(p)).Select(d => JsonValue.Create(d.CatalogName)),
                            ]),
                        },
                        ["userCapability"] = "admin",
                    }),
                    a
                ),
                "createDraft" => DraftNode(Plane.CreateDraft(user, a["detail"].String())),
                "draft" => FindDraft(user, a["id"]) is { } draft ? DraftNode(draft) : null,
                "drafts" => Connection(Plane.Drafts.Values.Where(d => d.Owner == user).Select(DraftNode), a),
                "deleteDraft" => DeleteDraft(user, a["id"]),
                "stageDraftSpecs" => Stage(user, a),
                "unstageDraftSpecs" => Unstage(user, a),
                "createPublication" => CreatePublication(user, a),
                "publication" => FlowId.Parse(a["id"].String()) is { } id
                && Plane.Publications.TryGetValue(id, out var job)
                && job.Owner == user
                    ? PublicationNode(job)
                    : null,
                "createDiscover" => CreateDiscover(user, a),
                "discover" => FlowId.Parse(a["id"].String()) is { } id
                && Plane.Discovers.TryGetValue(id, out var found)
                && found.Owner == user
                    ? DiscoverNode(found)
                    : null,
                _ => throw new GraphQlException($"Unknown field \"{field.Name}\"."),
            };
        }
    }

    private static JsonObject Root(string name, IEnumerable<string> fields) =>
        new() { ["name"] = name, ["fields"] = new JsonArray([.. fields.Select(f => new JsonObject { ["name"] = f })]) };

    private static JsonObject Connection(IEnumerable<JsonObject> nodes, JsonObject arguments)
    {
        var all = nodes.ToList();
        var start = arguments["after"].String() is { } after && int.TryParse(after, out var position) ? position : 0;
        var count = arguments["first"] is { } first
            ? int.Parse(first.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture)
            : 100;
        if (count > 1000)
        {
            throw new GraphQlException("first cannot exceed 1000");
        }
        var page = all.Skip(start).Take(count).ToList();
        string? Cursor(int i) => page.Count == 0 ? null : (start + i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["edges"] = new JsonArray([.. page.Select((n, i) => new JsonObject { ["cursor"] = Cursor(i), ["node"] = n })]),
            ["nodes"] = new JsonArray([.. page.Select(n => n.DeepClone())]),
            ["pageInfo"] = new JsonObject
            {
                ["hasNextPage"] = start + page.Count < all.Count,
                ["hasPreviousPage"] = start > 0,
                ["startCursor"] = Cursor(0),
                ["endCursor"] = Cursor(page.Count - 1),
            },
        };
    }

    /// <summary>A connection below a root field, whole: the arguments of its selection page it.</summary>
    private static JsonObject Inner(IEnumerable<JsonObject> nodes) =>
        new() { ["edges"] = new JsonArray([.. nodes.Select(n => new JsonObject { ["node"] = n })]) };

    private static bool Wanted(DataPlaneInfo plane, JsonNode? filter) =>
        (filter?["closed"]?["eq"] is not JsonValue closed || closed.IsTrue() == plane.Closed)
        && (filter?["public"]?["eq"] is not JsonValue isPublic || isPublic.IsTrue() == plane.Tenant is null)
        && (filter?["id"]?["in"] is not JsonArray ids || ids.Any(i => FlowId.Parse(i.String()) == plane.Id));

    private static JsonObject DataPlaneNode(DataPlaneInfo p) =>
        new()
        {
            ["id"] = p.Id.ToString(),
            ["name"] = p.CatalogName,
            ["fqdn"] = p.Fqdn,
            ["reactorAddress"] = "https://reactor." + p.Fqdn,
            ["userCapability"] = "read",
            ["cloudProvider"] = p.CloudProvider,
            ["region"] = p.Region,
            ["tag"] = p.Tag,
            ["isPublic"] = p.Tenant is null,
            ["closed"] = p.Closed,
            ["cidrBlocks"] = new JsonArray([.. p.CidrBlocks.Select(c => JsonValue.Create(c))]),
            ["gcpServiceAccountEmail"] = null,
            ["awsIamUserArn"] = null,
            ["azureApplicationName"] = null,
            ["azureApplicationClientId"] = null,
            ["privateLinks"] = new JsonArray(),
            ["awsLinkEndpoints"] = new JsonArray(),
            ["azureLinkEndpoints"] = new JsonArray(),
            ["gcpPscEndpoints"] = new JsonArray(),
        };

    private async Task<JsonNode?> ConnectorSpecAsync(string image)
    {
        await cloud.LoadConnectorTagsAsync().ConfigureAwait(false);
        var (repository, _) = Connectors.ConnectorRegistry.Split(image);
        var tag =
            cloud.ConnectorTags.FirstOrDefault(t => t.Image == image)
            ?? cloud.ConnectorTags.FirstOrDefault(t => t.Repository == repository);
        return tag is null
            ? null
            : new JsonObject
            {
                ["id"] = tag.Id.ToString(),
                ["imageTag"] = tag.Tag,
                ["protocol"] = "capture",
                ["endpointSpecSchema"] = tag.Spec["configSchema"].Copy(),
                ["resourceSpecSchema"] = tag.Spec["resourceConfigSchema"].Copy(),
                ["documentationUrl"] = tag.Spec["documentationUrl"].Copy(),
                ["disableBackfill"] = false,
                ["defaultCaptureInterval"] = null,
            };
    }

    private IEnumerable<JsonObject> LiveSpecRefs(JsonObject by, User user)
    {
        IEnumerable<string> names;
        if (by["names"] is JsonArray list)
        {
            names = list.Select(n => n.String()!);
        }
        else if (by["prefix"].String() is { } prefix)
        {
            names = Plane
                .Live.Values.Where(l => l.Model is not null && l.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(l => l.Name);
        }
        else
        {
            throw new GraphQlException("must specify either names or prefix");
        }
        if (by["catalogType"].String() is { } type)
        {
            names = names.Where(n => Plane.LiveOf(n)?.Type == type);
        }
        if (by["dataPlaneName"].String() is { } plane)
        {
            names = names.Where(n => Plane.LiveOf(n)?.DataPlane.CatalogName == plane);
        }
        return names.ToList().Select(n => LiveSpecRef(n, user));
    }

    private JsonObject LiveSpecRef(string name, User user)
    {
        var readable = user.Covers(name);
        var live = readable ? Plane.LiveOf(name) : null;
        var history = readable ? Plane.History.Where(h => h.Name == name).Reverse().ToList() : [];
        JsonArray Refs(IEnumerable<string> names) => new([.. names.Distinct().Select(n => new JsonObject { ["catalogName"] = n })]);
        JsonObject Edges(IEnumerable<string> names) => Inner(Refs(names).Select(n => (JsonObject)n!.DeepClone()));
        return new JsonObject
        {
            ["catalogName"] = name,
            ["userCapability"] = readable ? "admin" : null,
            ["liveSpec"] = live is null
                ? null
                : new JsonObject
                {
                    ["liveSpecId"] = live.Id.ToString(),
                    ["catalogName"] = name,
                    ["catalogType"] = live.Type,
                    ["lastPubId"] = live.LastPubId.ToString(),
                    ["lastBuildId"] = live.LastBuildId.ToString(),
                    ["createdAt"] = Json.Time(live.CreatedAt),
                    ["updatedAt"] = Json.Time(live.UpdatedAt),
                    ["isDisabled"] = live.Disabled,
                    ["dataPlaneId"] = live.DataPlane.Id.ToString(),
                    ["model"] = live.Model.Copy(),
                    ["builtSpec"] = live.Built.Copy(),
                    ["readsFrom"] = Edges(SpecRules.CollectionsOf(live.Type, live.Model).Where(u => u.Reads).Select(u => u.Name)),
                    ["writesTo"] = Edges(SpecRules.CollectionsOf(live.Type, live.Model).Where(u => !u.Reads).Select(u => u.Name)),
                    ["readBy"] = Edges(
                        Plane
                            .Live.Values.Where(l => SpecRules.CollectionsOf(l.Type, l.Model).Any(u => u.Reads && u.Name == name))
                            .Select(l => l.Name)
                    ),
                    ["writtenBy"] = Edges(
                        Plane
                            .Live.Values.Where(l => SpecRules.CollectionsOf(l.Type, l.Model).Any(u => !u.Reads && u.Name == name))
                            .Select(l => l.Name)
                    ),
                    ["sourceCapture"] = null,
                },
            ["status"] = live is null ? null : StatusReport.GraphQl(cloud, live),
            ["lastPublication"] = history.Count == 0 ? null : HistoryNode(history[0]),
            ["publicationHistory"] = Inner(history.Select(HistoryNode)),
            ["activeAlerts"] = new JsonArray(),
        };
    }

    private static JsonObject HistoryNode(HistoryItem item) =>
        new()
        {
            ["publicationId"] = item.PubId.ToString(),
            ["publishedAt"] = Json.Time(item.At),
            ["catalogType"] = item.Type,
            ["detail"] = item.Detail,
            ["model"] = item.Model.Copy(),
            ["userId"] = item.User.Id.ToString(),
            ["userEmail"] = item.User.Email,
            ["userFullName"] = null,
            ["userAvatarUrl"] = null,
        };
}
