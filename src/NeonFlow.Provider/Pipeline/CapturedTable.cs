using System.Globalization;
using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Pipeline;

/// <summary>What a binding has captured of its table: which table it is, and what the publication let through of it.</summary>
/// <param name="Id">Object id.</param>
public sealed record CapturedTable(long Id)
{
    /// <summary>Said of a publication that lets less through than it did then.</summary>
    internal const string Narrower = ", which was not so when the capture was published last";

    /// <summary>Its entry in the publication, by object id; null: it has none, or nobody looked.</summary>
    public string? Listing { get; init; }

    /// <summary>Row filter of the publication, or null.</summary>
    public string? Filter { get; init; }

    /// <summary>Column list of the publication; null: all columns.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>
    /// Of a partitioned table, what was committed when it was captured: a partition that came later brought its rows along uncaptured.
    /// </summary>
    public string? Snapshot { get; init; }

    /// <summary>Whether it holds such rows, or nobody could look.</summary>
    public bool LacksRows { get; private init; }

    /// <summary>A table as it stands now.</summary>
    /// <param name="id">Its object id.</param>
    /// <param name="seen">How the publication has it.</param>
    public static CapturedTable Of(long id, CapturedTableFacts seen) =>
        new(id)
        {
            Listing = seen.Listing,
            Filter = seen.Filter,
            Columns = seen.ColumnList,
            Snapshot = seen.Snapshot,
            LacksRows = seen.Attached.Count > 0,
        };

    /// <summary>What a binding that goes on has captured: of the table that it began with, as it stands today.</summary>
    /// <param name="then">What is known of it.</param>
    /// <param name="today">The table of its name; null where nobody looked.</param>
    public static CapturedTable? Merge(CapturedTable? then, CapturedTable? today) =>
        then is null || today is null
            ? today ?? then
            : today with
            {
                Id = then.Id,
                Snapshot = today.LacksRows ? then.Snapshot : today.Snapshot,
            };

    /// <summary>One line for the state.</summary>
    public override string ToString() =>
        Id.ToString(CultureInfo.InvariantCulture)
        + (Listing is null ? "" : $";listing={Listing}")
        + (Filter is null ? "" : $";filter={Uri.EscapeDataString(Filter)}")
        + (Snapshot is null ? "" : $";snapshot={Snapshot}")
        + (Columns is null ? "" : $";columns={string.Join(',', Columns.Select(Uri.EscapeDataString))}");

    /// <summary>Reads <see cref="ToString"/>; null where there is nothing to read.</summary>
    public static CapturedTable? Parse(string? text)
    {
        var parts = (text ?? "").Split(';');
        return long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new(id)
            {
                Listing = Part("listing"),
                Snapshot = Part("snapshot"),
                Filter = Part("filter") is { } filter ? Uri.UnescapeDataString(filter) : null,
                Columns = Part("columns") is { } columns ? [.. columns.Split(',').Select(Uri.UnescapeDataString)] : null,
            }
            : null;

        string? Part(string name) => parts.FirstOrDefault(p => p.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];
    }
}
