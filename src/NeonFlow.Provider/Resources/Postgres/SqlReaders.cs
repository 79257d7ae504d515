using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>
/// What captures read, as their accounts in the database say: the capture would stop if it were taken away before the capture has let go
/// of it. Without its slot a capture reads nothing any more.
/// </summary>
internal sealed class SqlReaders
{
    private readonly ILookup<TableName, (Owned Reading, OwnershipMark Reader)> _byTable;
    private readonly ILookup<(string Schema, string Role), OwnershipMark> _bySchema;
    private readonly ILookup<string, TableName> _byPublication;

    /// <param name="readings">Lines of the accounts, and whose they are.</param>
    public SqlReaders(IEnumerable<(Owned Reading, OwnershipMark Reader)> readings)
    {
        var all = readings.ToList();
        _byTable = all.ToLookup(static r => r.Reading.Name);
        _bySchema = all.ToLookup(static r => (r.Reading.Schema, r.Reading.Grantee!), static r => r.Reader);
        _byPublication = all.ToLookup(static r => r.Reading.Holder!, static r => r.Reading.Name, StringComparer.Ordinal);
    }

    /// <summary>Nobody reads anything, or nobody looked.</summary>
    public static SqlReaders None { get; } = new([]);

    /// <summary>Tables that captures read from a publication.</summary>
    public IReadOnlySet<TableName> From(string publication) => _byPublication[publication].ToHashSet();

    /// <summary>Who needs it.</summary>
    public IReadOnlyList<OwnershipMark> Of(Owned item) =>
        [
            .. (
                item.Kind switch
                {
                    OwnedKind.OnSchema when item.Privilege == "USAGE" => _bySchema[(item.Schema, item.Grantee!)],
                    OwnedKind.OnTable => Of(item.Name, r => r.Grantee == item.Grantee && Needs(r, item.Privilege!)),
                    OwnedKind.Listing => Of(item.Name, r => r.Holder == item.Holder),
                    OwnedKind.Table => Of(item.Name, static _ => true),
                    _ => [],
                }
            ).DistinctBy(static m => m.Id),
        ];

    private static bool Needs(Owned reading, string privilege) =>
        privilege == "SELECT" || (reading.Value && privilege is "INSERT" or "UPDATE");

    private IEnumerable<OwnershipMark> Of(TableName table, Func<Owned, bool> needs) =>
        _byTable[table].Where(r => needs(r.Reading)).Select(static r => r.Reader);
}
