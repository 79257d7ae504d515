using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>Drafts and publishes through PostgREST, as flowctl does it.</summary>
internal sealed class PostgrestControlPlane(IPostgrestApi postgrest) : IControlPlane
{
    private const int SpecsPerCall = 100;
    private const int BytesPerCall = 1 << 20;
    private const int NamesPerCall = 50;
    private const int StartAttempts = 4;

    private const string LiveColumns = "catalog_name,spec_type,spec,last_pub_id,last_pub_detail,last_pub_user_email,data_plane_name";

    public async Task<string> CreateDraftAsync(string detail, CancellationToken stop) =>
        FlowId.Canonical((await postgrest.CreateDraft(JsonReading.Members(("detail", detail)), stop).ConfigureAwait(false)).Id);

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
                await postgrest.Stage(batch, stop).ConfigureAwait(false);
                batch = [];
                bytes = 0;
            }

            batch.Add((JsonNode)row);
            bytes += size;
        }

        if (batch.Count > 0)
        {
            await postgrest.Stage(batch, stop).ConfigureAwait(false);
        }
    }

    public async Task<IReadOnlyList<DraftError>> GetDraftErrorsAsync(string draftId, CancellationToken stop)
    {
        var rows = await postgrest.GetDraftErrors($"eq.{draftId}", "scope,detail", stop).ConfigureAwait(false);
        return [.. rows.Select(static r => new DraftError(r.Scope ?? "", r.Detail ?? ""))];
    }

    public Task DeleteDraftAsync(string draftId, CancellationToken stop) => postgrest.DeleteDraft($"eq.{draftId}", stop);

    public async Task<PublicationJob> StartPublishAsync(
        string draftId,
        bool dryRun,
        string? dataPlane,
        string detail,
        CancellationToken stop
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var publication = JsonReading.Members(
                    ("draft_id", draftId),
                    ("dry_run", dryRun),
                    ("detail", detail),
                    ("data_plane_name", dataPlane ?? "")
                );
                return Job(await postgrest.CreatePublication(publication, stop).ConfigureAwait(false))
                    ?? throw new EstuaryUnavailableException(
                        new($"publish of draft {draftId}") { Message = "Estuary's answer has no id for it" },
                        outcomeUnknown: true
                    );
            }
            catch (EstuaryUnavailableException exception) when (exception.OutcomeUnknown && attempt < StartAttempts)
            {
                // The answer was lost: either the draft has its job, or the publish was not started.
                var jobs = await postgrest
                    .GetPublications(null, $"eq.{draftId}", "id,logs_token", "created_at.desc", stop)
                    .ConfigureAwait(false);
                if (jobs.Select(Job).FirstOrDefault(static j => j is not null) is { } found)
                {
                    return found;
                }
            }
        }
    }

    public async Task<JobStatus> GetPublishStatusAsync(string publicationId, CancellationToken stop)
    {
        var rows = await postgrest.GetPublications($"eq.{publicationId}", null, "job_status,pub_id", null, stop).ConfigureAwait(false);
        if (rows is not [var row, ..])
        {
            throw new EstuaryNotFoundException(
                new($"publish {publicationId}") { Status = 200, Message = "Estuary does not know it any more" }
            );
        }

        // A status without a type is none that this client knows, and counts as failed.
        return new(
            row.JobStatus?.Type ?? "unknown",
            [.. (row.JobStatus?.Failures ?? []).Concat(row.JobStatus?.LockFailures ?? []).Select(static f => f.ToFailure())],
            row.PubId is { } id ? FlowId.Canonical(id) : null
        );
    }

    public async Task<LogPage> GetLogsAsync(PublicationJob job, string? cursor, CancellationToken stop)
    {
        if (job.LogsToken is null)
        {
            return new([], cursor);
        }

        var rows = await postgrest
            .ViewLogs(JsonReading.Members(("bearer_token", job.LogsToken), ("last_logged_at", cursor)), stop)
            .ConfigureAwait(false);
        return new([.. rows.Select(static r => r.LogLine ?? "")], rows is [.., var last] ? last.LoggedAt ?? cursor : cursor);
    }

    public async Task<IReadOnlyList<LiveSpec>> GetLiveAsync(IReadOnlyList<string> names, CancellationToken stop)
    {
        var found = new List<LiveSpec>();
        foreach (var batch in names.Distinct(StringComparer.Ordinal).Chunk(NamesPerCall))
        {
            var filter = $"in.({string.Join(',', batch.Select(static n => $"\"{n}\""))})";
            var rows = await postgrest.GetLiveSpecs(filter, LiveColumns, stop).ConfigureAwait(false);
            found.AddRange(rows.Select(Live).OfType<LiveSpec>());
        }

        var absent = names.Except(found.Select(static f => f.Name), StringComparer.Ordinal).ToList();
        if (absent.Count > 0)
        {
            await DemandReadableAsync(absent, stop).ConfigureAwait(false);
        }

        return found;
    }

    public async Task<IReadOnlyList<CollectionUse>> GetUsesAsync(IReadOnlyList<string> collections, CancellationToken stop)
    {
        const string columns = "catalog_name,spec_type,reads_from,writes_to";
        const string isLive = "not.is.null";
        var rows = new List<CollectionUseRow>();
        foreach (var batch in collections.Distinct(StringComparer.Ordinal).Chunk(NamesPerCall))
        {
            var overlaps = $"ov.{{{string.Join(',', batch.Select(static n => $"\"{n}\""))}}}";
            rows.AddRange(await postgrest.GetCollectionUses(overlaps, null, isLive, columns, stop).ConfigureAwait(false));
            rows.AddRange(await postgrest.GetCollectionUses(null, overlaps, isLive, columns, stop).ConfigureAwait(false));
        }

        return
        [
            .. rows.Where(static r => r is { CatalogName: not null, SpecType: not null })
                .DistinctBy(static r => r.CatalogName)
                .Select(static r => new CollectionUse(r.CatalogName!, r.SpecType!)
                {
                    Reads = r.ReadsFrom ?? [],
                    Writes = r.WritesTo ?? [],
                }),
        ];
    }

    public async Task<ConnectorSpec?> GetConnectorSpecAsync(string image, CancellationToken stop)
    {
        var colon = image.LastIndexOf(':');
        if (colon < 0)
        {
            return null;
        }

        var connectors = await postgrest.GetConnectors($"eq.{image[..colon]}", "id", stop).ConfigureAwait(false);
        if (connectors is not [{ Id: { } id }, ..])
        {
            return null;
        }

        var tags = await postgrest.GetConnectorTags($"eq.{id}", $"eq.{image[colon..]}", "endpoint_spec_schema", stop).ConfigureAwait(false);
        return tags is [{ EndpointSpecSchema: { } endpoint }, ..] ? new(image, endpoint) : null;
    }

    /// <summary>
    /// A spec that may not be seen looks like one that does not exist; only a grant that covers its name makes the absence certain.
    /// </summary>
    private async Task DemandReadableAsync(IReadOnlyList<string> names, CancellationToken stop)
    {
        var roles = await postgrest.GetAuthRoles(JsonReading.Members(("min_capability", "read")), stop).ConfigureAwait(false);
        var prefixes = roles.Select(static r => r.RolePrefix).OfType<string>().ToList();
        if (names.FirstOrDefault(n => !prefixes.Any(p => n.StartsWith(p, StringComparison.Ordinal))) is { } hidden)
        {
            var readable = prefixes.Count > 0 ? $" (it may read {string.Join(", ", prefixes)})" : "";
            throw new EstuaryForbiddenException(
                new("live specs") { Message = $"{hidden} cannot be seen: the credential has no grant that covers it{readable}" }
            );
        }
    }

    private static PublicationJob? Job(PublicationRow row) => row.Id is { } id ? new(FlowId.Canonical(id), row.LogsToken) : null;

    private static LiveSpec? Live(LiveSpecRow row) =>
        row is { CatalogName: { } name, SpecType: { } type, Spec: { } spec }
            ? new()
            {
                Name = name,
                Type = type,
                Spec = spec,
                LastPubId = FlowId.Canonical(row.LastPubId ?? FlowId.None),
                LastPubDetail = row.LastPubDetail,
                LastPubUser = row.LastPubUserEmail,
                DataPlane = row.DataPlaneName,
            }
            : null;
}
