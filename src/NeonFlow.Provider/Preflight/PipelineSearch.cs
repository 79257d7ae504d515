using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Preflight;

/// <summary>
/// Finds out what a pipeline is called in a database, as far as nobody has said so: what there is one of. Two round trips, and nothing is
/// guessed.
/// </summary>
/// <param name="session">A session on the database.</param>
internal sealed class PipelineSearch(PostgresSession session)
{
    private const int Shown = 5;

    private readonly List<string> _found = [];
    private readonly List<NotJudged> _notJudged = [];

    /// <summary>What was found and how, a line each.</summary>
    public IReadOnlyList<string> Found => _found;

    /// <summary>What is still not known, and what cannot be judged because of it.</summary>
    public IReadOnlyList<NotJudged> NotJudged => _notJudged;

    /// <summary>The names with what the database tells of the rest.</summary>
    /// <param name="asked">What is named.</param>
    /// <param name="stop">Ends the look.</param>
    public async Task<PipelineNames> FindAsync(PipelineNames asked, CancellationToken stop)
    {
        var batch = new FactBatch();
        var publications = batch.Add(PublicationFacts.Names);
        var slots = batch.Add(ConsumedSlot.Query);
        var roles = batch.Add(RoleFacts.Replicating);
        var watermarks = batch.Add(WatermarksCandidate.Query);
        await session.ReadAsync(batch, stop).ConfigureAwait(false);

        var publication =
            asked.Publication
            ?? Only("publication", publications.Rows, "in the database", CaptureAspects.PublicationName | CaptureAspects.Publication);
        var names = asked with
        {
            Publication = publication,
            WatermarksTable = asked.IsReadOnly ? null : asked.WatermarksTable ?? WatermarksOf(publication, watermarks.Rows),
        };
        var (tables, written) = await LookAsync(names, publications.Rows, watermarks.Rows, stop).ConfigureAwait(false);
        var (slot, isFound) = SlotOf(asked, slots.Rows, written);
        var hasSlot = slots.Rows.Any(s => s.Name == slot);
        return names with
        {
            Tables = tables,
            Slot = slot,
            User = asked.User ?? UserOf(slots.Rows.FirstOrDefault(s => s.Name == slot), roles.Rows, isFound),
            HasStreamed = asked.HasStreamed ?? (hasSlot || (slot is not null && written.Contains(slot))),
        };
    }

    private async Task<(IReadOnlyList<TableName>? Tables, IReadOnlyList<string> Written)> LookAsync(
        PipelineNames names,
        IReadOnlyList<string> publications,
        IReadOnlyList<WatermarksCandidate> watermarks,
        CancellationToken stop
    )
    {
        var isNamed = names.Tables is not null || names.Schemas is not null;
        // A database that has no publication yet is looked at as a whole.
        var isKnown = isNamed || names.Publication is not null || publications.Count == 0;
        var batch = new FactBatch();
        var relations =
            names.Schemas is not null || (!isNamed && (names.Publication is null || !publications.Contains(names.Publication)))
                ? batch.Add(SourceRelations.OfSchemas(names.Schemas))
            : isNamed ? null
            : batch.Add(SourceRelations.OfPublication(names.Publication!, session.ServerVersion));
        var written = watermarks.FirstOrDefault(w => w.Name == names.WatermarksTable) is { Readable: true, Name: var table }
            ? batch.Add(WatermarksCandidate.Slots(table))
            : null;
        await session.ReadAsync(batch, stop).ConfigureAwait(false);
        if (!isKnown)
        {
            _notJudged.Add(new(CaptureAspects.Tables, "tables", "neither they nor the publication that has them are named"));
            return (null, written?.Rows ?? []);
        }

        var others = watermarks.Select(static w => w.Name).ToHashSet();
        IReadOnlyList<TableName> found = [.. (relations?.Rows ?? []).Where(t => t != names.WatermarksTable && !others.Contains(t))];
        if (!isNamed)
        {
            _found.Add(
                $"tables: the {found.Count} "
                    + (names.Publication is { } from && publications.Contains(from) ? $"of the publication {from}" : "of the database")
            );
        }

        return ([.. (names.Tables ?? []).Concat(found).Distinct()], written?.Rows ?? []);
    }

    private TableName? WatermarksOf(string? publication, IReadOnlyList<WatermarksCandidate> all)
    {
        var published = all.Where(w => publication is not null && w.Publications.Contains(publication)).ToList();
        var candidates = published.Count > 0 ? published : all;
        switch (candidates.Count)
        {
            case 1:
                _found.Add(
                    $"watermarks table {candidates[0].Name}: the only one of that shape in the "
                        + (published.Count > 0 ? $"publication {publication}" : "database")
                );
                return candidates[0].Name;
            case 0:
                _found.Add(
                    $"watermarks table {SourcePostgresEndpoint.DefaultWatermarks}: the connector's default; the database has no table of "
                        + "that shape"
                );
                return TableName.Parse(SourcePostgresEndpoint.DefaultWatermarks);
            default:
                Ambiguous("watermarks table", [.. candidates.Select(static c => c.Name.ToString())], CaptureAspects.Watermarks);
                return null;
        }
    }

    private (string? Slot, bool IsFound) SlotOf(PipelineNames asked, IReadOnlyList<ConsumedSlot> slots, IReadOnlyList<string> written)
    {
        if (asked.Slot is not null)
        {
            return (asked.Slot, false);
        }

        // A capture that has streamed leaves the name of its slot in the watermarks table, also where the slot is gone.
        if (slots.Count == 0 && written.Count == 1)
        {
            _found.Add($"slot {written[0]}: the only one that has written watermarks");
            return (written[0], true);
        }

        var both = slots.Where(s => written.Contains(s.Name)).ToList();
        var candidates = both.Count > 0 ? both : slots;
        return (
            Only(
                "slot",
                [.. candidates.Select(static s => s.Name)],
                both.Count > 0 ? "that has written watermarks" : "of pgoutput in the database",
                CaptureAspects.SlotName | CaptureAspects.Slot
            ),
            true
        );
    }

    private string? UserOf(ConsumedSlot? slot, IReadOnlyList<string> roles, bool isFound)
    {
        // Who streams from a slot that somebody named may be the very one who should not.
        if (isFound && slot is { Role: { } holder })
        {
            _found.Add($"role {holder}: the one that streams from the slot {slot.Name}");
            return holder;
        }

        return Only(
            "role",
            roles,
            "with LOGIN and REPLICATION that does not own the database",
            CaptureAspects.Role | CaptureAspects.Rights | CaptureAspects.Watermarks
        );
    }

    private string? Only(string kind, IReadOnlyList<string> candidates, string among, CaptureAspects aspects)
    {
        switch (candidates.Count)
        {
            case 1:
                _found.Add($"{kind} {candidates[0]}: the only one {among}");
                return candidates[0];
            case 0:
                _notJudged.Add(new(aspects, kind, $"none is named, and there is none {among}"));
                return null;
            default:
                Ambiguous(kind, candidates, aspects);
                return null;
        }
    }

    private void Ambiguous(string kind, IReadOnlyList<string> candidates, CaptureAspects aspects) =>
        _notJudged.Add(new(aspects, kind, $"none is named, and it may be any of {TextList.And(candidates, Shown)}"));
}
