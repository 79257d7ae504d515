using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Connectors;

namespace NeonFlow.Testing.Estuary;

/// <summary>The tables, views and functions of the control plane under <c>/rest/v1</c>.</summary>
internal sealed class PostgrestSurface(EstuaryCloud cloud)
{
    private static readonly Dictionary<string, string[]> Columns = new(StringComparer.Ordinal)
    {
        ["drafts"] = ["id", "created_at", "updated_at", "detail", "user_id"],
        ["drafts_ext"] = ["id", "created_at", "updated_at", "detail", "user_id", "num_specs"],
        ["draft_specs"] =
        [
            "id",
            "created_at",
            "updated_at",
            "draft_id",
            "catalog_name",
            "spec_type",
            "spec",
            "expect_pub_id",
            "detail",
            "built_spec",
            "validated",
        ],
        ["draft_specs_ext"] =
        [
            "id",
            "created_at",
            "updated_at",
            "draft_id",
            "catalog_name",
            "spec_type",
            "spec",
            "expect_pub_id",
            "detail",
            "built_spec",
            "validated",
            "last_pub_id",
            "last_pub_detail",
            "last_pub_user_id",
            "last_pub_user_email",
            "last_pub_user_full_name",
            "last_pub_user_avatar_url",
            "live_spec",
            "live_spec_type",
            "inferred_schema_md5",
            "live_inferred_schema_md5",
            "live_spec_md5",
            "draft_spec_md5",
        ],
        ["unchanged_draft_specs"] =
        [
            "draft_id",
            "catalog_name",
            "spec_type",
            "live_spec_md5",
            "draft_spec_md5",
            "inferred_schema_md5",
            "live_inferred_schema_md5",
        ],
        ["draft_errors"] = ["draft_id", "scope", "detail"],
        ["publications"] =
        [
            "id",
            "created_at",
            "updated_at",
            "detail",
            "job_status",
            "logs_token",
            "user_id",
            "draft_id",
            "dry_run",
            "auto_evolve",
            "data_plane_name",
            "pub_id",
            "background",
        ],
        ["discovers"] =
        [
            "id",
            "created_at",
            "updated_at",
            "detail",
            "job_status",
            "logs_token",
            "capture_name",
            "connector_tag_id",
            "draft_id",
            "endpoint_config",
            "update_only",
            "data_plane_name",
        ],
        ["live_specs"] = LiveColumns,
        ["live_specs_ext"] = LiveColumns,
        ["publication_specs_ext"] =
        [
            "live_spec_id",
            "pub_id",
            "detail",
            "published_at",
            "spec_type",
            "user_id",
            "user_email",
            "user_full_name",
            "user_avatar_url",
            "catalog_name",
            "last_pub_id",
            "spec",
        ],
        ["connectors"] =
        [
            "id",
            "created_at",
            "updated_at",
            "detail",
            "image_name",
            "external_url",
            "title",
            "short_description",
            "recommended",
        ],
        ["connector_tags"] =
        [
            "id",
            "created_at",
            "updated_at",
            "connector_id",
            "image_name",
            "image_tag",
            "protocol",
            "documentation_url",
            "endpoint_spec_schema",
            "resource_spec_schema",
            "job_status",
            "auto_discover_interval",
            "default_capture_interval",
            "disable_backfill",
            "resource_path_pointers",
        ],
        ["data_planes"] =
        [
            "id",
            "created_at",
            "updated_at",
            "data_plane_name",
            "data_plane_fqdn",
            "reactor_address",
            "broker_address",
            "cidr_blocks",
            "gcp_service_account_email",
            "aws_iam_user_arn",
            "azure_application_name",
            "azure_application_client_id",
        ],
    };

    private static string[] LiveColumns =>
        [
            "created_at",
            "detail",
            "id",
            "updated_at",
            "catalog_name",
            "connector_image_name",
            "connector_image_tag",
            "last_pub_id",
            "reads_from",
            "spec",
            "spec_type",
            "writes_to",
            "last_build_id",
            "md5",
            "built_spec",
            "inferred_schema_md5",
            "connector_id",
            "connector_title",
            "connector_tag_id",
            "last_pub_detail",
            "last_pub_user_id",
            "last_pub_user_email",
            "last_pub_user_full_name",
            "last_pub_user_avatar_url",
            "journal_template_name",
            "shard_template_id",
            "data_plane_id",
            "data_plane_name",
            "broker_address",
            "reactor_address",
        ];

    private ControlPlane Plane => cloud.Plane;

    public async Task<HttpAnswer> HandleAsync(HttpCall call)
    {
        if (cloud.Features.ApiKeyRequired && string.IsNullOrEmpty(call.Header("apikey")) && call.QueryValue("apikey") is null)
        {
            return HttpAnswer.Json(
                401,
                new JsonObject
                {
                    ["message"] = "No API key found in request",
                    ["hint"] = "No `apikey` request header or url param was found.",
                }
            );
        }
        if (!call.Path.StartsWith("/rest/v1/", StringComparison.Ordinal))
        {
            return HttpAnswer.Json(404, new JsonObject { ["message"] = "no Route matched with those values" });
        }
        var name = call.Path["/rest/v1/".Length..];
        if (name == "rpc/generate_access_token")
        {
            return ExchangeToken(call);
        }

        var user = Authenticate(call);
        if (name.StartsWith("rpc/", StringComparison.Ordinal))
        {
            return Rpc(name[4..], call, user);
        }
        if (!Columns.TryGetValue(name, out var columns))
        {
            return PostgrestQuery.Error(404, "PGRST205", $"Could not find the table 'public.{name}' in the schema cache");
        }
        if (name == "connector_tags" || name == "connectors")
        {
            await cloud.LoadConnectorTagsAsync().ConfigureAwait(false);
        }
        return call.Method switch
        {
            "GET" or "HEAD" => Read(name, columns, call, user),
            "POST" => await InsertAsync(name, columns, call, user).ConfigureAwait(false),
            "PATCH" => Update(name, columns, call, user),
            "DELETE" => Delete(name, columns, call, user),
            _ => PostgrestQuery.Error(405, "PGRST117", $"Unsupported HTTP method: {call.Method}"),
        };
    }

    private User Authenticate(HttpCall call)
    {
        if (call.Bearer is not { } bearer)
        {
            throw new Refusal(PostgrestQuery.Error(401, "42501", "permission denied"));
        }
        var (verdict, user) = cloud.Tokens.CheckAccess(bearer);
        return verdict switch
        {
            Tokens.Verdict.Ok => user!,
            Tokens.Verdict.Expired => throw new Refusal(PostgrestQuery.Error(401, "PGRST301", "JWT expired")),
            Tokens.Verdict.BadSignature => throw new Refusal(PostgrestQuery.Error(401, "PGRST301", "JWSError JWSInvalidSignature")),
            _ => throw new Refusal(PostgrestQuery.Error(401, "PGRST301", "invalid JWT: expected 3 parts")),
        };
    }

    private HttpAnswer ExchangeToken(HttpCall call)
    {
        var body = Json.ParseObject(call.Body);
        var (result, user, secret) = cloud.Tokens.Use(body?["refresh_token_id"].String(), body?["secret"].String());
        return result switch
        {
            Tokens.Exchange.Unknown => PostgrestQuery.Error(400, "P0001", "could not find refresh_token with the given `refresh_token_id`"),
            Tokens.Exchange.WrongSecret => PostgrestQuery.Error(400, "P0001", "invalid secret provided"),
            Tokens.Exchange.Expired => PostgrestQuery.Error(400, "P0001", "refresh_token has expired."),
            _ => HttpAnswer.Json(
                200,
                EstuaryCloud.TokenAnswer(cloud.Tokens.CreateAccess(user!), body!["refresh_token_id"].String()!, secret)
            ),
        };
    }

    private HttpAnswer Rpc(string name, HttpCall call, User user)
    {
        var body = Json.ParseObject(call.Body) ?? [];
        lock (Plane.Gate)
        {
            switch (name)
            {
                case "view_logs":
                    var after = body["last_logged_at"].String() is { } text
                        ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)
                        : DateTimeOffset.MinValue;
                    return Rows(
                        call,
                        Plane
                            .Logs.Where(l => l.Token.ToString() == body["bearer_token"].String() && l.At > after)
                            .Select(l => new JsonObject
                            {
                                ["log_line"] = l.Line,
                                ["logged_at"] = Json.Time(l.At),
                                ["stream"] = l.Stream,
                                ["token"] = l.Token.ToString(),
                            })
                    );
                case "prune_unchanged_draft_specs":
                    var draft = Plane.DraftOf(user, FlowId.Parse(body["prune_draft_id"].String()));
                    var unchanged = draft?.Specs.Values.Where(Plane.IsUnchanged).ToList() ?? [];
                    foreach (var spec in unchanged)
                    {
                        draft!.Specs.Remove(spec.Name);
                    }
                    return Rows(call, unchanged.Select(s => new JsonObject { ["catalog_name"] = s.Name, ["spec_type"] = s.Type }));
                case "draft_collections_eligible_for_deletion":
                    return StageOrphans(body, user);
                case "auth_roles":
                    return Rows(call, user.Prefixes.Select(p => new JsonObject { ["role_prefix"] = p, ["capability"] = "admin" }));
                case "create_refresh_token":
                    return HttpAnswer.Json(200, cloud.CreateRefreshToken(user, body["multi_use"].IsTrue()));
                default:
                    return PostgrestQuery.Error(404, "PGRST202", $"Could not find the function public.{name} in the schema cache");
            }
        }
    }

    private HttpAnswer StageOrphans(JsonObject body, User user)
    {
        var draft = Plane.DraftOf(user, FlowId.Parse(body["draft_id"].String()));
        var captureId = FlowId.Parse(body["capture_id"].String());
        var capture = Plane.Live.Values.FirstOrDefault(l => l.Id == captureId);
        if (draft is null || capture is null)
        {
            return PostgrestQuery.Error(400, "P0001", "draft or capture not found");
        }
        foreach (var name in capture.Uses.ToList())
        {
            var shared = Plane.Live.Values.Any(l => l != capture && l.Model is not null && l.Uses.Contains(name));
            if (!shared && Plane.LiveOf(name) is { } live)
            {
                Plane.Stage(draft, name, null, null, live.LastPubId, null);
            }
        }
        return new HttpAnswer(204);
    }

    private HttpAnswer Read(string table, string[] columns, HttpCall call, User user)
    {
        List<JsonObject> rows;
        lock (Plane.Gate)
        {
            rows = [.. Table(table, user, call)];
        }
        var filtered = PostgrestQuery.Filter(table, columns, rows, call.Query);
        var ordered = PostgrestQuery.Order(table, columns, filtered, call.QueryValue("order"));
        if (table is "publications" or "discovers")
        {
            ordered = [.. ordered.Select(r => ShowStatus(table, r))];
        }
        return Rows(call, ordered, table, columns, page: true);
    }

    // Counts as a poll only for rows that the caller sees.
    private JsonObject ShowStatus(string table, JsonObject row)
    {
        lock (Plane.Gate)
        {
            var jobs = table == "publications" ? Plane.Publications : Plane.Discovers;
            row["job_status"] = jobs[FlowId.Parse(row["id"].String())!.Value].Poll();
        }
        return row;
    }

    private static HttpAnswer Rows(
        HttpCall call,
        IEnumerable<JsonObject> rows,
        string table = "",
        string[]? columns = null,
        bool page = false,
        int status = 200
    )
    {
        var list = rows.ToList();
        var total = list.Count;
        var from = 0;
        if (page)
        {
            (from, var count) = PostgrestQuery.Page(call.QueryValue("limit"), call.QueryValue("offset"), call.Header("Range"));
            list = [.. list.Skip(from).Take(count ?? int.MaxValue)];
        }
        var shown = columns is null ? list : [.. list.Select(r => PostgrestQuery.Select(table, columns, r, call.QueryValue("select")))];
        if (call.Header("Accept")?.Contains("vnd.pgrst.object", StringComparison.Ordinal) == true)
        {
            return shown.Count == 1
                ? new HttpAnswer(status, shown[0].Text(), "application/vnd.pgrst.object+json; charset=utf-8")
                : PostgrestQuery.Error(
                    406,
                    "PGRST116",
                    "JSON object requested, multiple (or no) rows returned",
                    $"The result contains {shown.Count} rows"
                );
        }
        var answer = HttpAnswer.Json(status, new JsonArray([.. shown]));
        var range = shown.Count == 0 ? "*" : $"{from}-{from + shown.Count - 1}";
        var exact = call.Header("Prefer")?.Contains("count=exact", StringComparison.Ordinal) == true;
        return answer.With("Content-Range", range + "/" + (exact ? total.ToString(CultureInfo.InvariantCulture) : "*"));
    }

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
                        "drafts" => () => DraftRow(Plane.CreateDraft(user, input["detail"].String())),
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
        return () => SpecRow(draft, Plane.Stage(draft, name, type, input["spec"], expect, detail));
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
            JobRow(
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
            JobRow(
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
            var hit = PostgrestQuery.Filter(table, columns, Table(table, user, call), call.Query).ToList();
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
            var hit = PostgrestQuery.Filter(table, columns, Table(table, user, call), call.Query).ToList();
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
        return Rows(call, Table(table, user, call).Where(r => ids.Contains(r["id"].String())), table, columns);
    }

    private IEnumerable<JsonObject> Table(string table, User user, HttpCall call) =>
        table switch
        {
            "drafts" or "drafts_ext" => Plane.Drafts.Values.Where(d => d.Owner == user).Select(DraftRow),
            "draft_specs" => Plane.Drafts.Values.Where(d => d.Owner == user).SelectMany(d => d.Specs.Values.Select(s => SpecRow(d, s))),
            "draft_specs_ext" => Plane
                .Drafts.Values.Where(d => d.Owner == user)
                .SelectMany(d => d.Specs.Values.Select(s => SpecExtRow(d, s))),
            "unchanged_draft_specs" => Plane
                .Drafts.Values.Where(d => d.Owner == user)
                .SelectMany(d => d.Specs.Values.Where(Plane.IsUnchanged).Select(s => SpecExtRow(d, s))),
            "draft_errors" => Plane
                .Drafts.Values.Where(d => d.Owner == user)
                .SelectMany(d =>
                    d.Errors.Select(e => new JsonObject
                    {
                        ["draft_id"] = d.Id.ToColons(),
                        ["scope"] = e.Scope,
                        ["detail"] = e.Detail,
                    })
                ),
            "publications" => Plane.Publications.Values.Where(j => j.Owner == user).Select(j => JobRow(j, discover: false)),
            "discovers" => Plane.Discovers.Values.Where(j => j.Owner == user).Select(j => JobRow(j, discover: true)),
            "live_specs" or "live_specs_ext" => Plane.Live.Values.Where(l => user.Covers(l.Name)).Select(LiveRow),
            "publication_specs_ext" => Plane.History.Where(h => user.Covers(h.Name)).Select(HistoryRow),
            "connectors" => cloud
                .ConnectorTags.GroupBy(t => t.Repository)
                .Select(g => new JsonObject
                {
                    ["id"] = g.First().ConnectorId.ToColons(),
                    ["created_at"] = Json.Time(g.First().CreatedAt),
                    ["updated_at"] = Json.Time(g.First().CreatedAt),
                    ["detail"] = null,
                    ["image_name"] = g.Key,
                    ["external_url"] = "https://estuary.dev",
                    ["title"] = new JsonObject { ["en-US"] = g.Key[(g.Key.LastIndexOf('/') + 1)..] },
                    ["short_description"] = null,
                    ["recommended"] = false,
                }),
            "connector_tags" => cloud.ConnectorTags.Select(t => new JsonObject
            {
                ["id"] = t.Id.ToColons(),
                ["created_at"] = Json.Time(t.CreatedAt),
                ["updated_at"] = Json.Time(t.CreatedAt),
                ["connector_id"] = t.ConnectorId.ToColons(),
                ["image_name"] = t.Repository,
                ["image_tag"] = t.Tag,
                ["protocol"] = "capture",
                ["documentation_url"] = t.Spec["documentationUrl"].Copy(),
                ["endpoint_spec_schema"] = t.Spec["configSchema"].Copy(),
                ["resource_spec_schema"] = t.Spec["resourceConfigSchema"].Copy(),
                ["job_status"] = new JsonObject { ["type"] = "success" },
                ["auto_discover_interval"] = "02:00:00",
                ["default_capture_interval"] = null,
                ["disable_backfill"] = false,
                ["resource_path_pointers"] = t.Spec["resourcePathPointers"].Copy(),
            }),
            "data_planes" => Plane.DataPlanes.Select(p => new JsonObject
            {
                ["id"] = p.Id.ToColons(),
                ["created_at"] = Json.Time(cloud.StartedAt),
                ["updated_at"] = Json.Time(cloud.StartedAt),
                ["data_plane_name"] = p.CatalogName,
                ["data_plane_fqdn"] = p.Fqdn,
                ["reactor_address"] = "https://reactor." + p.Fqdn,
                ["broker_address"] = "https://gazette." + p.Fqdn,
                ["cidr_blocks"] = new JsonArray([.. p.CidrBlocks.Select(c => JsonValue.Create(c))]),
                ["gcp_service_account_email"] = null,
                ["aws_iam_user_arn"] = null,
                ["azure_application_name"] = null,
                ["azure_application_client_id"] = null,
            }),
            _ => [],
        };

    private static JsonObject DraftRow(Draft draft) =>
        new()
        {
            ["id"] = draft.Id.ToColons(),
            ["created_at"] = Json.Time(draft.CreatedAt),
            ["updated_at"] = Json.Time(draft.UpdatedAt),
            ["detail"] = draft.Detail,
            ["user_id"] = draft.Owner.Id.ToString(),
            ["num_specs"] = draft.Specs.Count,
        };

    private static JsonObject SpecRow(Draft draft, DraftSpec spec) =>
        new()
        {
            ["id"] = spec.Id.ToColons(),
            ["created_at"] = Json.Time(spec.CreatedAt),
            ["updated_at"] = Json.Time(spec.UpdatedAt),
            ["draft_id"] = draft.Id.ToColons(),
            ["catalog_name"] = spec.Name,
            ["spec_type"] = spec.Type,
            ["spec"] = spec.Model.Copy(),
            ["expect_pub_id"] = spec.ExpectPubId?.ToColons(),
            ["detail"] = spec.Detail,
            ["built_spec"] = spec.Built.Copy(),
            ["validated"] = null,
        };

    private JsonObject SpecExtRow(Draft draft, DraftSpec spec)
    {
        var row = SpecRow(draft, spec);
        var live = Plane.LiveOf(spec.Name);
        row["last_pub_id"] = live?.LastPubId.ToColons();
        row["last_pub_detail"] = live?.Detail;
        row["last_pub_user_id"] = live?.LastUser.Id.ToString();
        row["last_pub_user_email"] = live?.LastUser.Email;
        row["last_pub_user_full_name"] = null;
        row["last_pub_user_avatar_url"] = null;
        row["live_spec"] = live?.Model.Copy();
        row["live_spec_type"] = live?.Type;
        row["inferred_schema_md5"] = null;
        row["live_inferred_schema_md5"] = null;
        row["live_spec_md5"] = Md5(live?.Model);
        row["draft_spec_md5"] = Md5(spec.Model);
        return row;
    }

    // An id of equality, not a safeguard: the control plane's own columns are md5.
#pragma warning disable CA5351
    private static string? Md5(JsonNode? model) =>
        model is null ? null : Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(model.Text())));
#pragma warning restore CA5351

    private static JsonObject JobRow(Job job, bool discover)
    {
        var row = new JsonObject
        {
            ["id"] = job.Id.ToColons(),
            ["created_at"] = Json.Time(job.CreatedAt),
            ["updated_at"] = Json.Time(job.UpdatedAt),
            ["detail"] = job.Detail,
            ["job_status"] = new JsonObject { ["type"] = "queued" },
            ["logs_token"] = job.LogsToken.ToString(),
            ["draft_id"] = job.DraftId.ToColons(),
            ["data_plane_name"] = job.DataPlane,
        };
        if (discover)
        {
            row["capture_name"] = job.CaptureName;
            row["connector_tag_id"] = null;
            row["endpoint_config"] = job.EndpointConfig.Copy();
            row["update_only"] = job.UpdateOnly;
        }
        else
        {
            row["user_id"] = job.Owner.Id.ToString();
            row["dry_run"] = job.DryRun;
            row["auto_evolve"] = false;
            row["pub_id"] = job.PubId?.ToColons();
            row["background"] = false;
        }
        return row;
    }

    private JsonObject LiveRow(LiveSpec live)
    {
        var (repository, tag) = live.Image is { } image ? ConnectorRegistry.Split(image) : (null, null);
        JsonArray? Names(bool reads) =>
            live.Type is "capture" && reads || live.Type is "collection"
                ? null
                : new JsonArray([
                    .. SpecRules.CollectionsOf(live.Type, live.Model).Where(u => u.Reads == reads).Select(u => (JsonNode?)u.Name),
                ]);
        return new JsonObject
        {
            ["created_at"] = Json.Time(live.CreatedAt),
            ["detail"] = live.Detail,
            ["id"] = live.Id.ToColons(),
            ["updated_at"] = Json.Time(live.UpdatedAt),
            ["catalog_name"] = live.Name,
            ["connector_image_name"] = repository,
            ["connector_image_tag"] = tag,
            ["last_pub_id"] = live.LastPubId.ToColons(),
            ["reads_from"] = Names(reads: true),
            ["spec"] = live.Model.Copy(),
            ["spec_type"] = live.Model is null ? null : live.Type,
            ["writes_to"] = Names(reads: false),
            ["last_build_id"] = live.LastBuildId.ToColons(),
            ["md5"] = Md5(live.Model),
            ["built_spec"] = live.Built.Copy(),
            ["inferred_schema_md5"] = null,
            ["connector_id"] = cloud.ConnectorTags.FirstOrDefault(t => t.Repository == repository)?.ConnectorId.ToColons(),
            ["connector_title"] = null,
            ["connector_tag_id"] = cloud.ConnectorTags.FirstOrDefault(t => t.Image == live.Image)?.Id.ToColons(),
            ["last_pub_detail"] = live.Detail,
            ["last_pub_user_id"] = live.LastUser.Id.ToString(),
            ["last_pub_user_email"] = live.LastUser.Email,
            ["last_pub_user_full_name"] = null,
            ["last_pub_user_avatar_url"] = null,
            ["journal_template_name"] = live.Type == "collection" ? live.Name + "/" + live.LastPubId : null,
            ["shard_template_id"] = live.Type == "collection" ? null : live.Type + "/" + live.Name + "/" + live.LastPubId,
            ["data_plane_id"] = live.DataPlane.Id.ToColons(),
            ["data_plane_name"] = live.DataPlane.CatalogName,
            ["broker_address"] = "https://gazette." + live.DataPlane.Fqdn,
            ["reactor_address"] = "https://reactor." + live.DataPlane.Fqdn,
        };
    }

    private JsonObject HistoryRow(HistoryItem item) =>
        new()
        {
            ["live_spec_id"] = item.LiveSpecId.ToColons(),
            ["pub_id"] = item.PubId.ToColons(),
            ["detail"] = item.Detail,
            ["published_at"] = Json.Time(item.At),
            ["spec_type"] = item.Type,
            ["user_id"] = item.User.Id.ToString(),
            ["user_email"] = item.User.Email,
            ["user_full_name"] = null,
            ["user_avatar_url"] = null,
            ["catalog_name"] = item.Name,
            ["last_pub_id"] = Plane.Live.TryGetValue(item.Name, out var live) ? live.LastPubId.ToColons() : null,
            ["spec"] = item.Model.Copy(),
        };
}
