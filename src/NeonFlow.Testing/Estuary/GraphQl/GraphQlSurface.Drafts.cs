using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary.GraphQl;

/// <summary>Drafts, and what publishes and fills them.</summary>
internal sealed partial class GraphQlSurface
{
    private Draft? FindDraft(User user, JsonNode? id) => Plane.DraftOf(user, FlowId.Parse(id.String()));

    private Draft NeedDraft(User user, JsonNode? id) => FindDraft(user, id) ?? throw new GraphQlException("NotFound: draft not found");

    private JsonObject DraftNode(Draft draft) =>
        new()
        {
            ["id"] = draft.Id.ToString(),
            ["createdAt"] = Json.Time(draft.CreatedAt),
            ["updatedAt"] = Json.Time(draft.UpdatedAt),
            ["detail"] = draft.Detail,
            ["numSpecs"] = draft.Specs.Count,
            ["errors"] = Errors(draft),
            ["specs"] = Inner(
                draft.Specs.Values.Select(s => new JsonObject
                {
                    ["catalogName"] = s.Name,
                    ["catalogType"] = s.Type,
                    ["model"] = s.Model.Copy(),
                    ["expectPubId"] = s.ExpectPubId?.ToString(),
                    ["lastPubId"] = Plane.LiveOf(s.Name)?.LastPubId.ToString(),
                    ["detail"] = s.Detail,
                    ["updatedAt"] = Json.Time(s.UpdatedAt),
                    ["isUnchanged"] = Plane.IsUnchanged(s),
                })
            ),
        };

    private static JsonArray Errors(Draft? draft) =>
        new([
            .. (draft?.Errors ?? [])
                .OrderBy(e => e.Scope, StringComparer.Ordinal)
                .ThenBy(e => e.Detail, StringComparer.Ordinal)
                .Select(e => new JsonObject
                {
                    ["catalogName"] = e.CatalogName,
                    ["scope"] = e.Scope,
                    ["detail"] = e.Detail,
                }),
        ]);

    private JsonNode DeleteDraft(User user, JsonNode? id)
    {
        var draft = NeedDraft(user, id);
        Plane.Drafts.Remove(draft.Id);
        return draft.Id.ToString();
    }

    private JsonNode Stage(User user, JsonObject arguments)
    {
        var draft = NeedDraft(user, arguments["draftId"]);
        var specs = (arguments["specs"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        foreach (var spec in specs)
        {
            var name = spec["catalogName"].String();
            if (name is null || !SpecRules.IsCatalogName(name))
            {
                throw new GraphQlException($"InvalidArgument: invalid catalog name '{name}'");
            }
            if (spec["catalogType"] is null != spec["model"] is null)
            {
                throw new GraphQlException("InvalidArgument: catalogType and model must both be provided, or both be null");
            }
        }
        foreach (var spec in specs)
        {
            Plane.Stage(
                draft,
                spec["catalogName"].String()!,
                spec["catalogType"].String(),
                spec["model"],
                FlowId.Parse(spec["expectPubId"].String()),
                spec["detail"].String()
            );
        }
        return Names(specs.Select(s => s["catalogName"].String()!));
    }

    private JsonNode Unstage(User user, JsonObject arguments)
    {
        var draft = NeedDraft(user, arguments["draftId"]);
        var names = (arguments["catalogNames"] as JsonArray ?? []).Select(n => n.String()!).ToList();
        if (names.Count > 1000)
        {
            throw new GraphQlException("InvalidArgument: at most 1000 catalog names");
        }
        return Names(names.Where(draft.Specs.Remove).ToList());
    }

    private static JsonArray Names(IEnumerable<string> names) =>
        new([.. names.Distinct().Order(StringComparer.Ordinal).Select(n => JsonValue.Create(n))]);

    private JsonObject CreatePublication(User user, JsonObject arguments)
    {
        var draft = NeedDraft(user, arguments["draftId"]);
        if (draft.Specs.Values.FirstOrDefault(s => !user.Covers(s.Name)) is { } foreign)
        {
            throw new GraphQlException($"PermissionDenied: User is not authorized to create or change '{foreign.Name}'");
        }
        var job = cloud.QueuePublication(
            draft,
            user,
            arguments["dryRun"].IsTrue(),
            arguments["defaultDataPlane"].String() ?? "",
            arguments["detail"].String()
        );
        return PublicationNode(job, poll: false);
    }

    private JsonObject PublicationNode(Job job, bool poll = true)
    {
        var status = poll ? job.Poll() : new JsonObject { ["type"] = "queued" };
        var type = status["type"].String();
        return new JsonObject
        {
            ["id"] = job.Id.ToString(),
            ["draftId"] = job.DraftId.ToString(),
            ["dryRun"] = job.DryRun,
            ["pubId"] = type == "queued" ? null : job.PubId?.ToString(),
            ["status"] = new JsonObject
            {
                ["type"] = type,
                ["lockFailures"] = new JsonArray([
                    .. (status["failures"] as JsonArray ?? []).Select(f => new JsonObject
                    {
                        ["catalogName"] = f!["catalog_name"].Copy(),
                        ["expected"] = f["expected"].Copy(),
                        ["actual"] = f["actual"].Copy(),
                    }),
                ]),
            },
            ["errors"] = Errors(Plane.Drafts.GetValueOrDefault(job.DraftId)),
            ["logs"] = LogLines(job),
        };
    }

    private JsonObject LogLines(Job job) =>
        Inner(
            Plane
                .Logs.Where(l => l.Token == job.LogsToken)
                .Select(l => new JsonObject
                {
                    ["loggedAt"] = Json.Time(l.At),
                    ["stream"] = l.Stream,
                    ["line"] = l.Line,
                })
        );

    private JsonObject CreateDiscover(User user, JsonObject arguments)
    {
        var draft = NeedDraft(user, arguments["draftId"]);
        var name = arguments["captureName"].String() ?? "";
        if (!SpecRules.IsCatalogName(name) || !name.Contains('/', StringComparison.Ordinal))
        {
            throw new GraphQlException("InvalidArgument: invalid catalog name: expected a tenant/name path");
        }
        if (!draft.Specs.TryGetValue(name, out var staged))
        {
            var live = Plane.LiveOf(name) ?? throw new GraphQlException("NotFound: capture not found");
            staged = Plane.Stage(draft, name, live.Type, live.Model, live.LastPubId, null);
        }
        if (staged.Model is not JsonObject model)
        {
            throw new GraphQlException("InvalidArgument: draft entry is a deletion");
        }
        if (staged.Type != "capture")
        {
            throw new GraphQlException("InvalidArgument: draft entry is not a capture");
        }
        if (model["endpoint"]?["connector"] is not JsonObject connector)
        {
            throw new GraphQlException("InvalidArgument: capture requires a connector endpoint");
        }
        if (connector["config"] is not JsonObject config)
        {
            throw new GraphQlException("InvalidArgument: endpoint configuration must be an inline JSON object");
        }
        var updateOnly = model["autoDiscover"] is JsonObject auto && !auto["addNewBindings"].IsTrue();
        var job = cloud.QueueDiscover(
            draft,
            user,
            name,
            connector["image"].String() ?? "",
            config,
            updateOnly,
            arguments["dataPlane"].String() ?? ""
        );
        return DiscoverNode(job, poll: false);
    }

    private JsonObject DiscoverNode(Job job, bool poll = true)
    {
        var type = (poll ? job.Poll() : null)?["type"].String() ?? "queued";
        return new JsonObject
        {
            ["id"] = job.Id.ToString(),
            ["draftId"] = job.DraftId.ToString(),
            ["captureName"] = job.CaptureName,
            ["dataPlaneName"] = job.DataPlane,
            ["status"] = string.Concat(type.Select(c => char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString())),
            ["createdAt"] = Json.Time(job.CreatedAt),
            ["updatedAt"] = Json.Time(job.UpdatedAt),
            ["errors"] = Errors(Plane.Drafts.GetValueOrDefault(job.DraftId)),
            ["logs"] = LogLines(job),
        };
    }
}
