using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>Drafts and publishes through PostgREST, as flowctl does it.</summary>
internal sealed class PostgrestControlPlane(EstuaryHttp http) : IControlPlane
{
    private const int SpecsPerCall = 100;
    private const int BytesPerCall = 1 << 20;
    private const int NamesPerCall = 50;

    public async Task<string> CreateDraftAsync(string detail, CancellationToken stop)
    {
        // A draft too many harms nobody, so a lost answer may be repeated.
        var answer = await http.SendAsync(
                "POST /drafts",
                EstuaryHttp.Repeat.Free,
                s => http.Postgrest.CreateDraft(JsonReading.Members(("detail", detail)), s),
                stop
            )
            .ConfigureAwait(false);
        return FlowId.Canonical(Row(answer).Text("id") ?? throw Malformed("POST /drafts"));
    }

    public async Task StageAsync(string draftId, IReadOnlyList<StagedSpec> specs, CancellationToken stop)
    {
        var batch = new JsonArray();
        var bytes = 0;
        foreach (var spec in specs)
        {
            // Rows of one call must have the same columns, so the nulls of a removal are written out.
            var row = new JsonObject
            {
                ["draft_id"] = draftId,
                ["catalog_name"] = spec.Name,
                ["spec_type"] = spec.Type,
                ["spec"] = spec.Spec?.DeepClone(),
                ["expect_pub_id"] = spec.ExpectPubId,
            };
            var size = row.ToJsonString(EstuaryText.Options).Length;
            if (batch.Count > 0 && (batch.Count == SpecsPerCall || bytes + size > BytesPerCall))
            {
                await SendAsync(batch).ConfigureAwait(false);
                batch = [];
                bytes = 0;
            }

            batch.Add((JsonNode)row);
            bytes += size;
        }

        if (batch.Count > 0)
        {
            await SendAsync(batch).ConfigureAwait(false);
        }

        Task<JsonNode?> SendAsync(JsonArray rows) =>
            http.SendAsync("POST /draft_specs", EstuaryHttp.Repeat.Free, s => http.Postgrest.Stage(rows, s), stop);
    }

    public async Task<IReadOnlyList<DraftError>> GetDraftErrorsAsync(string draftId, CancellationToken stop)
    {
        var answer = await http.SendAsync(
                "GET /draft_errors",
                EstuaryHttp.Repeat.Free,
                s => http.Postgrest.GetDraftErrors($"eq.{draftId}", "scope,detail", s),
                stop
            )
            .ConfigureAwait(false);
        return [.. Rows(answer).Select(static r => new DraftError(r.Text("scope") ?? "", r.Text("detail") ?? ""))];
    }

    public async Task DeleteDraftAsync(string draftId, CancellationToken stop) =>
        await http.SendAsync("DELETE /drafts", EstuaryHttp.Repeat.Free, s => http.Postgrest.DeleteDraft($"eq.{draftId}", s), stop)
            .ConfigureAwait(false);

    public async Task<PublicationJob> StartPublishAsync(
        string draftId,
        bool dryRun,
        string? dataPlane,
        string detail,
        CancellationToken stop
    )
    {
        const string call = "POST /publications";
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await http.SendAsync(
                        call,
                        EstuaryHttp.Repeat.Costly,
                        s =>
                            http.Postgrest.CreatePublication(
                                JsonReading.Members(
                                    ("draft_id", draftId),
                                    ("dry_run", dryRun),
                                    ("detail", detail),
                                    ("data_plane_name", dataPlane ?? "")
                                ),
                                s
                            ),
                        stop
                    )
                    .ConfigureAwait(false);
                return Job(Row(answer)) ?? throw Malformed(call);
            }
            catch (EstuaryUnavailableException exception) when (exception.OutcomeUnknown && attempt < 4)
            {
                // The answer got lost: the job is there under the draft, or it never was.
                var jobs = await http.SendAsync(
                        "GET /publications",
                        EstuaryHttp.Repeat.Free,
                        s => http.Postgrest.GetPublications(null, $"eq.{draftId}", "id,logs_token", "created_at.desc", s),
                        stop
                    )
                    .ConfigureAwait(false);
                if (Rows(jobs).Select(Job).FirstOrDefault(static j => j is not null) is { } found)
                {
                    return found;
                }
            }
        }
    }

    public async Task<JobStatus> GetPublishStatusAsync(string publicationId, CancellationToken stop)
    {
        var answer = await http.SendAsync(
                "GET /publications",
                EstuaryHttp.Repeat.Free,
                s => http.Postgrest.GetPublications($"eq.{publicationId}", null, "job_status,pub_id", null, s),
                stop
            )
            .ConfigureAwait(false);
        var row =
            Rows(answer).FirstOrDefault()
            ?? throw new EstuaryNotFoundException(
                new("GET /publications") { Status = 200, Message = $"the publish {publicationId} is not there any more" }
            );
        var status = row.Object("job_status") ?? throw Malformed("GET /publications");
        return new(
            status.Text("type") ?? "unknown",
            [
                .. status
                    .List("failures")
                    .Concat(status.List("lockFailures"))
                    .Select(static f => new LockFailure(
                        f.Text("catalog_name") ?? f.Text("catalogName") ?? "",
                        f.Text("expected") ?? f.Text("expect_pub_id") ?? "",
                        f.Text("actual") ?? f.Text("last_pub_id") ?? ""
                    )),
            ],
            row.Text("pub_id") is { } id ? FlowId.Canonical(id) : null
        );
    }

    public async Task<LogPage> GetLogsAsync(PublicationJob job, string? cursor, CancellationToken stop)
    {
        if (job.LogsToken is null)
        {
            return new([], cursor);
        }

        var answer = await http.SendAsync(
                "POST /rpc/view_logs",
                EstuaryHttp.Repeat.Free,
                s => http.Postgrest.ViewLogs(JsonReading.Members(("bearer_token", job.LogsToken), ("last_logged_at", cursor)), s),
                stop
            )
            .ConfigureAwait(false);
        var rows = Rows(answer).ToList();
        return new([.. rows.Select(static r => r.Text("log_line") ?? "")], rows.Count > 0 ? rows[^1].Text("logged_at") ?? cursor : cursor);
    }

    public async Task<IReadOnlyList<LiveSpec>> GetLiveAsync(IReadOnlyList<string> names, CancellationToken stop)
    {
        var found = new List<LiveSpec>();
        foreach (var batch in names.Distinct(StringComparer.Ordinal).Chunk(NamesPerCall))
        {
            var filter = $"in.({string.Join(',', batch.Select(static n => $"\"{n}\""))})";
            var answer = await http.SendAsync(
                    "GET /live_specs_ext",
                    EstuaryHttp.Repeat.Free,
                    s =>
                        http.Postgrest.GetLiveSpecs(
                            filter,
                            "catalog_name,spec_type,spec,last_pub_id,last_build_id,last_pub_detail,last_pub_user_email,data_plane_name,reads_from,writes_to",
                            s
                        ),
                    stop
                )
                .ConfigureAwait(false);
            foreach (var row in Rows(answer))
            {
                // The row of a removed spec stays, without type.
                if (row.Text("catalog_name") is { } name && row.Text("spec_type") is { } type && row.Object("spec") is { } spec)
                {
                    found.Add(
                        new()
                        {
                            Name = name,
                            Type = type,
                            Spec = spec.Copy(),
                            LastPubId = FlowId.Canonical(row.Text("last_pub_id") ?? FlowId.None),
                            LastBuildId = FlowId.Canonical(row.Text("last_build_id") ?? FlowId.None),
                            LastPubDetail = row.Text("last_pub_detail"),
                            LastPubUser = row.Text("last_pub_user_email"),
                            DataPlane = row.Text("data_plane_name"),
                            ReadsFrom = row.Texts("reads_from"),
                            WritesTo = row.Texts("writes_to"),
                        }
                    );
                }
            }
        }

        var absent = names.Except(found.Select(static f => f.Name), StringComparer.Ordinal).ToList();
        if (absent.Count > 0)
        {
            await DemandReadableAsync(absent, stop).ConfigureAwait(false);
        }

        return found;
    }

    public async Task<ConnectorSpec?> GetConnectorSpecAsync(string image, CancellationToken stop)
    {
        var colon = image.LastIndexOf(':');
        if (colon < 0)
        {
            return null;
        }

        var connectors = await http.SendAsync(
                "GET /connectors",
                EstuaryHttp.Repeat.Free,
                s => http.Postgrest.GetConnectors($"eq.{image[..colon]}", "id", s),
                stop
            )
            .ConfigureAwait(false);
        if (Rows(connectors).FirstOrDefault().Text("id") is not { } id)
        {
            return null;
        }

        var tags = await http.SendAsync(
                "GET /connector_tags",
                EstuaryHttp.Repeat.Free,
                s => http.Postgrest.GetConnectorTags($"eq.{id}", $"eq.{image[colon..]}", "endpoint_spec_schema,resource_spec_schema", s),
                stop
            )
            .ConfigureAwait(false);
        return
            Rows(tags).FirstOrDefault() is { } tag
            && tag.Object("endpoint_spec_schema") is { } endpoint
            && tag.Object("resource_spec_schema") is { } resource
            ? new(image, endpoint.Copy(), resource.Copy())
            : null;
    }

    /// <summary>
    /// A spec that may not be seen looks like one that is not there; only a grant that covers its name makes the absence certain.
    /// </summary>
    private async Task DemandReadableAsync(IReadOnlyList<string> names, CancellationToken stop)
    {
        var answer = await http.SendAsync(
                "POST /rpc/auth_roles",
                EstuaryHttp.Repeat.Free,
                s => http.Postgrest.GetAuthRoles(JsonReading.Members(("min_capability", "read")), s),
                stop
            )
            .ConfigureAwait(false);
        var prefixes = Rows(answer).Select(static r => r.Text("role_prefix")).OfType<string>().ToList();
        foreach (var name in names)
        {
            if (!prefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal)))
            {
                throw new EstuaryForbiddenException(
                    new("GET /live_specs_ext")
                    {
                        Status = 200,
                        Message =
                            $"{name} cannot be seen: the credential has no grant that covers "
                            + $"it{(prefixes.Count > 0 ? $" (it may read {string.Join(", ", prefixes)})" : "")}",
                    }
                );
            }
        }
    }

    private static PublicationJob? Job(JsonNode? row) =>
        row.Text("id") is { } id ? new(FlowId.Canonical(id), row.Text("logs_token")) : null;

    /// <summary>One row, whether the server unwrapped it or not.</summary>
    private static JsonNode? Row(JsonNode? answer) => answer is JsonArray rows ? (rows.Count > 0 ? rows[0] : null) : answer;

    private static IEnumerable<JsonNode> Rows(JsonNode? answer) =>
        answer is JsonArray rows ? rows.OfType<JsonNode>()
        : answer is JsonObject single ? [single]
        : [];

    private static EstuaryUnavailableException Malformed(string call) =>
        new(new(call) { Status = 200, Message = "the answer is not what Estuary promises; is the address right?" }, outcomeUnknown: true);
}
