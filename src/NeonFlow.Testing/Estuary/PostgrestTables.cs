using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Connectors;

namespace NeonFlow.Testing.Estuary;

/// <summary>The rows of the control plane's tables and views, as a caller sees them.</summary>
internal sealed class PostgrestTables(EstuaryCloud cloud)
{
    private ControlPlane Plane => cloud.Plane;

    public IEnumerable<JsonObject> Rows(string table, User user) =>
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

    // Counts as a poll only for rows that the caller sees.
    public JsonObject ShowStatus(string table, JsonObject row)
    {
        lock (Plane.Gate)
        {
            var jobs = table == "publications" ? Plane.Publications : Plane.Discovers;
            row["job_status"] = jobs[FlowId.Parse(row["id"].String())!.Value].Poll();
        }
        return row;
    }

    public static JsonObject DraftRow(Draft draft) =>
        new()
        {
            ["id"] = draft.Id.ToColons(),
            ["created_at"] = Json.Time(draft.CreatedAt),
            ["updated_at"] = Json.Time(draft.UpdatedAt),
            ["detail"] = draft.Detail,
            ["user_id"] = draft.Owner.Id.ToString(),
            ["num_specs"] = draft.Specs.Count,
        };

    public static JsonObject SpecRow(Draft draft, DraftSpec spec) =>
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

    public static JsonObject JobRow(Job job, bool discover)
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
        // A binding or transform that is switched off uses nothing; of the collections only a derivation reads.
        JsonArray? Names(bool reads) =>
            (live.Type is "capture" && reads) || (live.Type is "collection" && (!reads || live.Model?["derive"] is null))
                ? null
                : new JsonArray([
                    .. SpecRules
                        .CollectionsOf(live.Type, live.Model)
                        .Where(u => u.Reads == reads && !u.Disabled)
                        .Select(u => (JsonNode?)u.Name),
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
