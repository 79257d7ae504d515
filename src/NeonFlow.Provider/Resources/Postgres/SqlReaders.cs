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
    private readonly ILookup<string, (string Role, OwnershipMark Reader)> _bySchema;
    private readonly ILookup<string, TableName> _byPublication;
    private readonly IReadOnlySet<(string Member, string Role)> _members;

    /// <param name="readings">Lines of the accounts, and whose they are.</param>
    /// <param name="members">Roles, and the roles by which they may read as well.</param>
    public SqlReaders(IEnumerable<(Owned Reading, OwnershipMark Reader)> readings, IReadOnlySet<(string Member, string Role)> members)
    {
        _members = members;
        var all = readings.ToList();
        _byTable = all.ToLookup(static r => r.Reading.Name);
        _bySchema = all.DistinctBy(static r => (r.Reading.Schema, r.Reading.Grantee, r.Reader.Id))
            .ToLookup(static r => r.Reading.Schema, static r => (r.Reading.Grantee!, r.Reader), StringComparer.Ordinal);
        _byPublication = all.ToLookup(static r => r.Reading.Holder!, static r => r.Reading.Name, StringComparer.Ordinal);
    }

    /// <summary>Nobody reads anything, or nobody looked.</summary>
    public static SqlReaders None { get; } = new([], new HashSet<(string, string)>());

    /// <summary>Tables that captures read from a publication.</summary>
    public IReadOnlySet<TableName> From(string publication) => _byPublication[publication].ToHashSet();

    /// <summary>Who needs it.</summary>
    public IReadOnlyList<OwnershipMark> Of(Owned item) =>
        [
            .. (
                item.Kind switch
                {
                    OwnedKind.OnSchema when item.Privilege == "USAGE" => _bySchema[item.Schema]
                        .Where(r => HasFrom(r.Role, item.Grantee!))
                        .Select(static r => r.Reader),
                    OwnedKind.OnTable => Of(item.Name, r => HasFrom(r.Grantee!, item.Grantee!) && Needs(r, item.Privilege!)),
                    OwnedKind.Listing => Of(item.Name, r => r.Holder == item.Holder),
                    OwnedKind.Table => Of(item.Name, static _ => true),
                    _ => [],
                }
            ).DistinctBy(static m => m.Id),
        ];

    private bool HasFrom(string reader, string grantee) => reader == grantee || _members.Contains((reader, grantee));

    private static bool Needs(Owned reading, string privilege) =>
        privilege == "SELECT" || (reading.Value && privilege is "INSERT" or "UPDATE");

    private IEnumerable<OwnershipMark> Of(TableName table, Func<Owned, bool> needs) =>
        _byTable[table].Where(r => needs(r.Reading)).Select(static r => r.Reader);
}
