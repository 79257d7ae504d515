using System.Globalization;
using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Pipeline;

/// <summary>
/// Where slot and publication of a capture stood when it was last published. A slot does not say when it was made, but some of its values
/// only ever grow: what it has confirmed, what it may still need, and, as long as the server keeps its statistics, what was decoded for it.
/// </summary>
public sealed record SlotPosition
{
    private const int MostBindings = 5;
    private const int Slack = 5;
    private const long CaughtUp = 16 << 20;

    /// <summary>Confirmed position; null where there was no slot.</summary>
    public string? Confirmed { get; init; }

    /// <summary>Oldest WAL that was needed.</summary>
    public string? Restart { get; init; }

    /// <summary>Transactions decoded for the slot.</summary>
    public long? Transactions { get; init; }

    /// <summary>Rows written into the watermarks table.</summary>
    public long? Writes { get; init; }

    /// <summary>Since when the server, and the slot, had been counting.</summary>
    public string Since { get; init; } = "";

    /// <summary>Object id of the publication; null where there was none.</summary>
    public long? Publication { get; init; }

    /// <summary>What the publication published: insert, update, delete, truncate; empty where there was none.</summary>
    public IReadOnlyList<string> Operations { get; init; } = [];

    /// <summary>
    /// Some bindings that had been captured, as <c>schema.table:counter</c>: as long as one of them is in force, the connector never had a
    /// reason to make the slot anew.
    /// </summary>
    public IReadOnlyList<string> Bindings { get; init; } = [];

    /// <summary>Where slot and publication stand now.</summary>
    /// <param name="facts">The database.</param>
    /// <param name="bindings">Bindings in force.</param>
    public static SlotPosition Of(CaptureFacts facts, IReadOnlyList<string> bindings) =>
        new()
        {
            Confirmed = facts.Slot?.ConfirmedFlushLsn,
            Restart = facts.Slot?.RestartLsn,
            Transactions = facts.Slot?.Transactions,
            Writes = facts.Watermarks?.Writes,
            Since = SinceOf(facts),
            Publication = facts.Publication?.Oid,
            Operations = facts.Publication?.Operations ?? [],
            Bindings = [.. bindings.Order(StringComparer.Ordinal).Take(MostBindings)],
        };

    /// <summary>Why the slot cannot be the one that was recorded, worded to follow "it "; null where it can.</summary>
    /// <param name="facts">The database now.</param>
    /// <param name="bindings">Bindings in force now.</param>
    public string? Remade(CaptureFacts facts, IReadOnlyList<string> bindings)
    {
        if (
            Confirmed is null
            || facts.Slot is not { ConfirmedFlushLsn: { } confirmed } slot
            || !Bindings.Intersect(bindings, StringComparer.Ordinal).Any()
        )
        {
            return null;
        }

        if (SlotFacts.IsBefore(confirmed, Confirmed))
        {
            return $"stands at {confirmed}, before {Confirmed} where it stood already";
        }

        if (slot.RestartLsn is { } restart && Restart is not null && SlotFacts.IsBefore(restart, Restart))
        {
            return $"keeps WAL from {restart} on, which it had given up already (it kept {Restart})";
        }

        if (slot.Transactions is not { } now || Transactions is not { } then || Since.Length == 0 || Since != SinceOf(facts))
        {
            return null;
        }

        if (now < then)
        {
            return $"has decoded {now} transactions, and had decoded {then} already";
        }

        // A read-only capture writes no watermarks.
        if (Writes is not { } before || facts.Watermarks?.Writes is not { } since)
        {
            return null;
        }

        // Every watermark is a transaction that the slot decodes; a consumer far behind has some before it still.
        var written = since - before;
        return slot.Active && slot.UnconfirmedBytes < CaughtUp && now - then < written - Slack
            ? $"has decoded {now - then} transactions since it was recorded, although the capture alone has written {written} watermarks "
                + "since"
            : null;
    }

    /// <summary>One line for the state.</summary>
    public override string ToString() =>
        string.Join(
            ';',
            new[]
            {
                ("confirmed", Confirmed),
                ("restart", Restart),
                ("transactions", Transactions?.ToString(CultureInfo.InvariantCulture)),
                ("writes", Writes?.ToString(CultureInfo.InvariantCulture)),
                ("since", Since),
                ("publication", Publication?.ToString(CultureInfo.InvariantCulture)),
                ("operations", string.Join(',', Operations)),
                ("bindings", string.Join(',', Bindings.Select(Uri.EscapeDataString))),
            }
                .Where(static p => !string.IsNullOrEmpty(p.Item2))
                .Select(static p => $"{p.Item1}={p.Item2}")
        );

    /// <summary>Reads <see cref="ToString"/>; what a later version wrote besides is left aside.</summary>
    public static SlotPosition? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var parts = text.Split(';')
            .Select(static p => p.Split('=', 2))
            .Where(static p => p.Length == 2)
            .GroupBy(static p => p[0], StringComparer.Ordinal)
            .ToDictionary(static g => g.Key, static g => g.First()[1], StringComparer.Ordinal);
        return new()
        {
            Confirmed = parts.GetValueOrDefault("confirmed"),
            Restart = parts.GetValueOrDefault("restart"),
            Transactions = Number("transactions"),
            Writes = Number("writes"),
            Since = parts.GetValueOrDefault("since") ?? "",
            Publication = Number("publication"),
            Operations = parts.GetValueOrDefault("operations")?.Split(',') ?? [],
            Bindings = parts.GetValueOrDefault("bindings") is { } bindings ? [.. bindings.Split(',').Select(Uri.UnescapeDataString)] : [],
        };

        long? Number(string name) =>
            long.TryParse(parts.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static string SinceOf(CaptureFacts facts) =>
        facts.Server.StatisticsSince is { } server ? $"{server}/{facts.Slot?.StatisticsReset}" : "";
}
