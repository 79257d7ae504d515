using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>Inserts, updates and deletions of rows.</summary>
internal sealed partial class PostgrestSurface
{
    private async Task<HttpAnswer> InsertAsync(string table, string[] columns, HttpCall call, User user)
    {
        JsonNode? body;
        try
        {
            body = JsonNode.Parse(call.Body);
        }
        catch (JsonException)
        {
            return PostgrestQuery.Error(400, "PGRST102", "Empty or invalid json");
        }
        var inputs = body switch
        {
            JsonObject one => [one],
            JsonArray many => many.OfType<JsonObject>().ToList(),
            _ => throw new Refusal(PostgrestQuery.Error(400, "PGRST102", "Empty or invalid json")),
        };
        foreach (var unknown in inputs.SelectMany(i => i.Select(p => p.Key)).Where(k => !columns.Contains(k)))
        {
            return PostgrestQuery.Error(400, "PGRST204", $"Could not find the '{unknown}' column of '{table}' in the schema cache");
        }

        if (table == "discovers")
        {
            await cloud.LoadConnectorTagsAsync().ConfigureAwait(false);
        }
        List<JsonObject> rows;
        lock (Plane.Gate)
        {
            // All rows of a request go in, or none.
            List<Func<JsonObject>> inserts =
            [
                .. inputs.Select(input =>
                    table switch
                    {
                        "drafts" => () => PostgrestTables.DraftRow(Plane.CreateDraft(user, input["detail"].String())),
                        "draft_specs" => Spec(input, call, user),
                        "publications" => Publication(input, user),
                        "discovers" => Discover(input, user),
                        _ => throw new Refusal(PostgrestQuery.Error(403, "42501", $"permission denied for table {table}")),
                    }
                ),
            ];
            rows = inserts.ConvertAll(insert => insert());
        }
        return call.Header("Prefer")?.Contains("return=representation", StringComparison.Ordinal) == true
            ? Rows(call, rows, table, columns, status: 201)
            : new HttpAnswer(201);
    }

    private static Refusal RowSecurity(string table) =>
        new(PostgrestQuery.Error(403, "42501", $"new row violates row-level security policy for table \"{table}\""));

    private Func<JsonObject> Spec(JsonObject input, HttpCall call, User user)
    {
        var draft = Plane.DraftOf(user, FlowId.Parse(input["draft_id"].String())) ?? throw RowSecurity("draft_specs");
        var name = input["catalog_name"].String();
        if (name is null || !SpecRules.IsCatalogName(name))
        {
            throw new Refusal(
                PostgrestQuery.Error(
                    400,
                    "23514",
                    "value for domain catalog_name violates check constraint \"Must be a valid catalog name\""
                )
            );
        }
        var merge = call.Header("Prefer")?.Contains("resolution=merge-duplicates", StringComparison.Ordinal) == true;
        if (draft.Specs.ContainsKey(name) && !merge)
        {
            throw new Refusal(
                PostgrestQuery.Error(
                    409,
                    "23505",
                    "duplicate key value violates unique constraint \"draft_specs_draft_id_catalog_name_key\"",
                    $"Key (draft_id, catalog_name)=({draft.Id.ToColons()}, {name}) already exists."
                )
            );
        }
        var type = input["spec_type"].String();
        if (type is null != input["spec"] is null)
        {
            throw new Refusal(
                PostgrestQuery.Error(
                    400,
                    "23514",
                    "new row for relation \"draft_specs\" violates check constraint \"spec and spec_type must be consistent\""
                )
            );
        }
        if (type is not (null or "capture" or "collection" or "materialization" or "test"))
        {
            throw new Refusal(PostgrestQuery.Error(400, "22P02", $"invalid input value for enum catalog_spec_type: \"{type}\""));
        }

        // On a conflict only the columns that the request names are updated.
        draft.Specs.TryGetValue(name, out var old);
        var expect = input.ContainsKey("expect_pub_id") ? Id(input["expect_pub_id"]) : old?.ExpectPubId;
        var detail = input.ContainsKey("detail") ? input["detail"].String() : old?.Detail;
        return () => PostgrestTables.SpecRow(draft, Plane.Stage(draft, name, type, input["spec"], expect, detail));
    }

    private static FlowId? Id(JsonNode? node)
    {
        if (node is null)
        {
            return null;
        }
        return FlowId.Parse(node.String())
            ?? throw new Refusal(
                PostgrestQuery.Error(400, "22P02", $"invalid input syntax for type macaddr8: \"{node.String() ?? node.Text()}\"")
            );
    }

    private Func<JsonObject> Publication(JsonObject input, User user)
    {
        var draft = Plane.DraftOf(user, Id(input["draft_id"])) ?? throw RowSecurity("publications");
        return () =>
            PostgrestTables.JobRow(
                cloud.QueuePublication(
                    draft,
                    user,
                    input["dry_run"].IsTrue(),
                    input["data_plane_name"].String() ?? "",
                    input["detail"].String()
                ),
                discover: false
            );
    }

    private Func<JsonObject> Discover(JsonObject input, User user)
    {
        var draft = Plane.DraftOf(user, Id(input["draft_id"])) ?? throw RowSecurity("discovers");
        var tag = cloud.ConnectorTags.FirstOrDefault(t => t.Id == Id(input["connector_tag_id"]));
        return () =>
            PostgrestTables.JobRow(
                cloud.QueueDiscover(
                    draft,
                    user,
                    input["capture_name"].String() ?? "",
                    tag?.Image ?? "",
                    input["endpoint_config"] as JsonObject,
                    input["update_only"].IsTrue(),
                    input["data_plane_name"].String() ?? ""
                ),
                discover: true
            );
    }

    private HttpAnswer Update(string table, string[] columns, HttpCall call, User user)
    {
        var body = Json.ParseObject(call.Body) ?? throw new Refusal(PostgrestQuery.Error(400, "PGRST102", "Empty or invalid json"));
        lock (Plane.Gate)
        {
            var hit = PostgrestQuery.Filter(table, columns, _tables.Rows(table, user), call.Query).ToList();
            foreach (var row in hit)
            {
                switch (table)
                {
                    case "drafts":
                        var draft = Plane.Drafts[Id(row["id"])!.Value];
                        if (body.ContainsKey("detail"))
                        {
                            draft.Detail = body["detail"].String();
                        }
                        draft.UpdatedAt = DateTimeOffset.UtcNow;
                        break;
                    case "draft_specs":
                        var owner = Plane.Drafts[Id(row["draft_id"])!.Value];
                        var spec = owner.Specs[row["catalog_name"].String()!];
                        Plane.Stage(
                            owner,
                            spec.Name,
                            body.ContainsKey("spec_type") ? body["spec_type"].String() : spec.Type,
                            body.ContainsKey("spec") ? body["spec"] : spec.Model,
                            body.ContainsKey("expect_pub_id") ? Id(body["expect_pub_id"]) : spec.ExpectPubId,
                            body.ContainsKey("detail") ? body["detail"].String() : spec.Detail
                        );
                        break;
                    default:
                        return PostgrestQuery.Error(403, "42501", $"permission denied for table {table}");
                }
            }
            return Changed(table, columns, call, user, hit);
        }
    }

    private HttpAnswer Delete(string table, string[] columns, HttpCall call, User user)
    {
        lock (Plane.Gate)
        {
            var hit = PostgrestQuery.Filter(table, columns, _tables.Rows(table, user), call.Query).ToList();
            foreach (var row in hit)
            {
                switch (table)
                {
                    case "drafts":
                        Plane.Drafts.Remove(Id(row["id"])!.Value);
                        break;
                    case "draft_specs":
                        Plane.Drafts[Id(row["draft_id"])!.Value].Specs.Remove(row["catalog_name"].String()!);
                        break;
                    default:
                        return PostgrestQuery.Error(403, "42501", $"permission denied for table {table}");
                }
            }
            return call.Header("Prefer")?.Contains("return=representation", StringComparison.Ordinal) == true
                ? Rows(call, hit, table, columns)
                : new HttpAnswer(204);
        }
    }

    private HttpAnswer Changed(string table, string[] columns, HttpCall call, User user, List<JsonObject> hit)
    {
        if (call.Header("Prefer")?.Contains("return=representation", StringComparison.Ordinal) != true)
        {
            return new HttpAnswer(204);
        }
        var ids = hit.Select(r => r["id"].String()).ToHashSet();
        return Rows(call, _tables.Rows(table, user).Where(r => ids.Contains(r["id"].String())), table, columns);
    }
}
