using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>The accounts of a database that concern a resource, and what there is of what they list.</summary>
/// <param name="Accounts">The accounts.</param>
/// <param name="Living">The objects in them, what the resource is about, and what bears its mark, by id.</param>
/// <param name="Lines">Lines of accounts that were asked for, with the ids of what has the names of their subjects now, by text.</param>
internal sealed record SqlAccounts(
    IReadOnlyList<Account> Accounts,
    IReadOnlyDictionary<string, LivingObject> Living,
    IReadOnlyDictionary<string, string> Lines
)
{
    /// <summary>The replication slots of the database.</summary>
    public IReadOnlySet<string> Slots { get; init; } = new HashSet<string>();

    /// <summary>Roles and the roles that they are members of, as far as those are what the resource is about.</summary>
    public IReadOnlySet<(string Member, string Role)> Members { get; init; } = new HashSet<(string, string)>();

    /// <summary>What grantees gave on.</summary>
    public IReadOnlyList<PassedOn> PassedOn { get; init; } = [];

    /// <summary>Whether an account lists things, and none of them exists any more.</summary>
    public bool IsVoid(Account account) => account.Lines.Count > 1 && account.Lines.Skip(1).All(line => OwnedIds.IsVoid(line, Living));

    /// <summary>What an account lists of things that still exist, under the names of today.</summary>
    public IReadOnlyList<Owned> ItemsOf(Account account) =>
        [.. account.Lines.Skip(1).Select(line => OwnedIds.Read(line, Living)).OfType<Owned>()];

    /// <summary>What the tables and sequences that accounts list are called now, where that is not what was written.</summary>
    public IReadOnlyDictionary<TableName, TableName> NamesNow(IEnumerable<Account> accounts)
    {
        var names = new Dictionary<TableName, TableName>();
        foreach (var line in accounts.SelectMany(static a => a.Lines.Skip(1)))
        {
            if (
                Owned.TryParse(OwnedIds.TextOf(line), null, out var was)
                && was.Relation is not null
                && OwnedIds.Read(line, Living) is { Relation: not null } now
                && now.Name != was.Name
            )
            {
                names[was.Name] = now.Name;
            }
        }

        return names;
    }

    /// <summary>The ids of what has the names of a subject now.</summary>
    public IReadOnlyList<string> IdsOf(SqlSubject subject) => OwnedIds.IdsOf(Lines.GetValueOrDefault(subject.Text, ""));

    /// <summary>Whether an account is about what has the names of a subject now.</summary>
    public bool IsAbout(Account account, SqlSubject subject) =>
        OwnedIds.IdsOf(account.Lines[0]) is { Count: > 0 } ids
            ? ids.SequenceEqual(IdsOf(subject))
            : OwnedIds.TextOf(account.Lines[0]) == subject.Text;

    /// <summary>
    /// What a resource that was saved is about, under the names of today; null where they are those of the state, and where it is gone.
    /// What bears the mark of the resource tells it, then its account, then its object id.
    /// </summary>
    public SqlSubject? Renamed(MarkKeeper marks, SqlSubject saved, string? objectId)
    {
        var here = IdsOf(saved);
        var bearers = Living.Values.Where(o => o.Id[0] == saved.Bearer && MarkOn(o)?.Id == marks.Own.Id).Select(static o => o.Id).ToList();
        var ids =
            bearers.Count > 0 ? (here.Count == 1 && bearers.Contains(here[0]) ? here : [bearers.Order(StringComparer.Ordinal).First()])
            : Accounts.FirstOrDefault(a => MarkOf(a)?.Id == marks.Own.Id) is { } account ? OwnedIds.IdsOf(account.Lines[0])
            : objectId is not null && Living.TryGetValue(objectId, out var known) && MarkOn(known) is null ? [objectId]
            : [];
        return ids.SequenceEqual(here) ? null : Under(saved, ids);
    }

    /// <summary>
    /// What an account that this resource, or its predecessor, wrote under these very names is about today; null where that is the same.
    /// </summary>
    public SqlSubject? FormerlyCalled(MarkKeeper marks, SqlSubject subject) =>
        Accounts
            .Where(a => a.Lines.Count > 0 && OwnedIds.TextOf(a.Lines[0]) == subject.Text && MarkOf(a) is { } mark && marks.Owns(mark))
            .Select(a => OwnedIds.IdsOf(a.Lines[0]))
            .Where(ids => !ids.SequenceEqual(IdsOf(subject)))
            .Select(ids => Under(subject, ids))
            .FirstOrDefault(static now => now is not null);

    /// <summary>The same after a table or publication was given another name.</summary>
    public SqlAccounts After(SqlSubject now, SqlSubject then) =>
        IdsOf(now) is [var id] && Living.TryGetValue(id, out var named)
            ? this with
            {
                Living = new Dictionary<string, LivingObject>(Living, StringComparer.Ordinal)
                {
                    [id] = named with { Name = then.Publication ?? then.Table?.Name ?? named.Name, Schema = then.Table?.Schema },
                },
                Lines = new Dictionary<string, string>(Lines, StringComparer.Ordinal) { [then.Text] = $"{then.Text}\t#{id}" },
            }
            : this;

    /// <summary>The mark on a table or publication.</summary>
    public static OwnershipMark? MarkOn(LivingObject found) => OwnershipMark.Find(found.Comment);

    private SqlSubject? Under(SqlSubject subject, IReadOnlyList<string> ids) =>
        ids.Count > 0 && ids.All(Living.ContainsKey) ? subject.Named(ids.Select(id => Living[id])) : null;

    private static OwnershipMark? MarkOf(Account account) => OwnershipMark.TryParse(account.Owner, out var mark) ? mark : null;
}
