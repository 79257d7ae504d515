using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Resources.Postgres;
using SessionOptions = NeonFlow.Postgres.SessionOptions;

namespace NeonFlow.Provider.Preflight;

/// <summary>Gathers what the rules ask of the database.</summary>
internal static class PreflightFacts
{
    // Longer than a connector takes that drops its slot and makes it anew, because it starts from the beginning.
    private const int SlotLooks = 12;
    private static readonly TimeSpan SlotPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Gathers the facts, in a session of its own.</summary>
    /// <param name="sessions">Sessions.</param>
    /// <param name="address">The database.</param>
    /// <param name="subject">The capture.</param>
    /// <param name="stop">Ends the look.</param>
    /// <param name="groups">Roles that the program makes others members of.</param>
    public static Task<CaptureFacts> GatherAsync(
        PostgresSessions sessions,
        PostgresAddress address,
        CaptureSubject subject,
        CancellationToken stop,
        IReadOnlyList<string>? groups = null
    ) =>
        sessions.ReadAsync(
            address,
            new SessionOptions { ApplicationName = "neonflow preflight" },
            (session, ct) => GatherAsync(session, subject, ct, groups),
            stop
        );

    /// <summary>Gathers the facts in one round trip, or two; what has no name yet is not asked for.</summary>
    /// <param name="session">A session on the database.</param>
    /// <param name="subject">The capture.</param>
    /// <param name="stop">Ends the look.</param>
    /// <param name="groups">Roles that the program makes others members of.</param>
    public static async Task<CaptureFacts> GatherAsync(
        PostgresSession session,
        CaptureSubject subject,
        CancellationToken stop,
        IReadOnlyList<string>? groups = null
    )
    {
        var batch = new FactBatch();
        var server = batch.Add(ServerFacts.Query);
        var role = subject.User.Length > 0 ? batch.Add(RoleFacts.Query(subject.User)) : null;
        var publication =
            subject.Publication.Length > 0 ? batch.Add(PublicationFacts.Head(subject.Publication, session.ServerVersion)) : null;
        IReadOnlyList<TableName> names = [.. subject.Tables.Select(static t => t.Name)];
        var tables = TableFacts.Add(
            batch,
            names,
            subject.User,
            subject.Publication,
            session.ServerVersion,
            [.. subject.Tables.Select(static t => t.Captured?.Id)]
        );
        var seen = batch.Add(
            CapturedTableFacts.Query(
                names,
                subject.User,
                subject.Publication,
                session.ServerVersion,
                [.. subject.Tables.Select(static t => t.Captured?.Snapshot)]
            )
        );
        var slot = subject.Slot.Length > 0 ? batch.Add(SlotFacts.Query(subject.Slot)) : null;
        var watermarks = subject.WatermarksTable is { } table
            ? batch.Add(WatermarksFacts.Query(table, subject.User, subject.Publication))
            : null;
        var slots = batch.Add(
            new FactQuery<string>("select s.slot_name::text from pg_catalog.pg_replication_slots s", static r => r.GetString(0))
        );
        var through = groups is { Count: > 0 } ? batch.Add(GroupFacts.Query(groups, names)) : null;
        var passes = watermarks is null ? null : FilterOf(batch, watermarks, subject);
        var attached = Attached(batch, seen);
        await session.ReadAsync(batch, stop).ConfigureAwait(false);
        return new CaptureFacts(
            server.FirstOrDefault!,
            role?.FirstOrDefault,
            publication?.FirstOrDefault,
            tables(),
            slot?.FirstOrDefault ?? await SlotThatComesAsync(session, subject, stop).ConfigureAwait(false),
            watermarks?.FirstOrDefault is { } marks ? marks with { FilterPasses = passes?.Invoke() ?? marks.FilterPasses } : null
        )
        {
            Seen = attached(),
            Groups = through?.Rows ?? [],
            SlotNames = slots.Rows,
        };
    }

    // What a row filter does to the watermarks only the server can tell; null: there is none.
    private static Func<bool?> FilterOf(FactBatch batch, FactRows<WatermarksFacts> watermarks, CaptureSubject subject)
    {
        FactRows<bool>? passes = null;
        batch.Then(next =>
        {
            if (subject.Slot.Length > 0 && watermarks.FirstOrDefault?.PassesFilter(subject.Slot) is { } asked)
            {
                passes = next.Add(asked);
            }
        });
        return () => passes?.Rows[0];
    }

    // A partition that was empty when it came, as one of a new day is, brought nothing along.
    private static Func<IReadOnlyList<CapturedTableFacts>> Attached(FactBatch batch, FactRows<CapturedTableFacts> seen)
    {
        var looks = new Dictionary<AttachedPartition, FactRows<bool>>();
        batch.Then(next =>
        {
            foreach (var partition in seen.Rows.SelectMany(static t => t.Attached).Where(static a => a.IsReadable).Distinct())
            {
                looks[partition] = next.Add(partition.HoldsOlderRows());
            }
        });
        return () =>
            [
                .. seen.Rows.Select(t =>
                    t with
                    {
                        Attached = [.. t.Attached.Where(a => !looks.TryGetValue(a, out var old) || old.FirstOrDefault)],
                    }
                ),
            ];
    }

    // What was there before is gone only where it stays away.
    private static async Task<SlotFacts?> SlotThatComesAsync(PostgresSession session, CaptureSubject subject, CancellationToken stop)
    {
        var isMissed = subject is { Exists: true, HasStreamed: true, StartsAnew: false, ChangesSlot: false, Slot.Length: > 0 };
        for (var look = 0; isMissed && look < SlotLooks; look++)
        {
            await Task.Delay(SlotPause, stop).ConfigureAwait(false);
            if (await session.ReadAsync(SlotFacts.Query(subject.Slot), stop).ConfigureAwait(false) is [var slot])
            {
                return slot;
            }
        }

        return null;
    }
}
