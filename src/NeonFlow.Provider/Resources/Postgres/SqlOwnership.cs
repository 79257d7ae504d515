using System.Globalization;
using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>
/// Who owns what in a database. An object that can bear a comment bears its owner's mark. For everything else each resource has an account
/// there, written in the transaction of the change: what it granted, and what it found granted under another account. What goes is taken
/// away only where no other account lists it, so accounts count references, within a program and across stacks.
/// </summary>
internal sealed class SqlOwnership
{
    private const int Shown = 5;

    private readonly SqlSubject? _subject;
    private readonly IReadOnlyList<Account> _accounts;
    private readonly IReadOnlyList<Account> _void;
    private readonly Dictionary<Owned, (OwnershipMark Mark, long Account)> _listedBy;
    private readonly HashSet<Owned> _listedTwice;
    private readonly SqlReaders _readers;

    private SqlOwnership(
        MarkKeeper marks,
        SqlSubject? subject,
        IReadOnlyList<Account> accounts,
        IReadOnlyList<Account> @void,
        IReadOnlyList<Owned> own,
        Dictionary<Owned, (OwnershipMark Mark, long Account)> listedBy,
        HashSet<Owned> listedTwice,
        SqlReaders readers
    )
    {
        (Marks, _subject, _accounts, _void, Own, _readers) = (marks, subject, accounts, @void, own, readers);
        (_listedBy, _listedTwice) = (listedBy, listedTwice);
    }

    /// <summary>The mark of the resource, and whose other marks are.</summary>
    public MarkKeeper Marks { get; }

    /// <summary>What the resource owns: as its account says, whatever the state knows of it; else as the state says.</summary>
    public IReadOnlyList<Owned> Own { get; }

    /// <summary>Who has what from whom by a <c>GRANT OPTION</c>.</summary>
    public ILookup<Owned, string> PassedOn { get; private init; } = Array.Empty<PassedOn>().ToLookup(static p => p.Item, static p => p.To);

    /// <summary>Names of today of the tables and sequences in its account which somebody renamed or moved since it was written.</summary>
    public IReadOnlyDictionary<TableName, TableName> NamesNow => Renamed.Value;

    // Asked only where a table is missing; an account may list thousands.
    private Lazy<IReadOnlyDictionary<TableName, TableName>> Renamed { get; init; } =
        new(static () => new Dictionary<TableName, TableName>());

    /// <summary>
    /// What the resource is about is called so today, where it was made under the names that the program has and somebody renamed it since.
    /// </summary>
    public SqlSubject? CalledNow { get; private init; }

    /// <summary>What the state says of a resource whose database was not looked at.</summary>
    public static SqlOwnership Saved(MarkKeeper marks, IReadOnlyList<Owned>? saved) =>
        new(marks, null, [], [], saved ?? [], [], [], SqlReaders.None);

    /// <summary>Reads accounts.</summary>
    /// <param name="marks">The mark of the resource.</param>
    /// <param name="subject">What its account is about. A replacement has an account of its own beside that of the old object.</param>
    /// <param name="saved">What the state says; null where there is no state.</param>
    /// <param name="found">The accounts of the database.</param>
    public static SqlOwnership Read(MarkKeeper marks, SqlSubject subject, IReadOnlyList<Owned>? saved, SqlAccounts found)
    {
        var (own, @void) = (new List<Account>(), new List<Account>());
        var (listedBy, listedTwice) = (new Dictionary<Owned, (OwnershipMark Mark, long Account)>(), new HashSet<Owned>());
        var (hasSuccessor, readers) = (false, new List<(Owned Reading, OwnershipMark Reader)>());
        foreach (var account in found.Accounts.Where(static m => m.Lines.Count > 0))
        {
            if (!OwnershipMark.TryParse(account.Owner, out var mark))
            {
                continue;
            }

            // The account of what was saved is known by its mark, whatever the things in it are called by now.
            var isSubject = found.IsAbout(account, subject);
            if (mark.Id == marks.Own.Id || (isSubject && marks.Owns(mark)))
            {
                own.Add(account);
                continue;
            }

            hasSuccessor |= isSubject && marks.WhoWrote(mark) == MarkedBy.OtherMaking;
            var items = found.ItemsOf(account);
            if ((found.IsVoid(account) && marks.MaySweep(mark)) || marks.IsGone(mark))
            {
                @void.Add(account);
            }

            foreach (var item in items)
            {
                if (item.Kind == OwnedKind.Reading)
                {
                    readers.Add((item, mark));
                }
                else if (!listedBy.TryAdd(item, (mark, account.Oid)))
                {
                    listedTwice.Add(item);
                }
            }
        }

        // Without an account the state counts: somebody may have swept large objects that no table refers to. A later making of the
        // resource has taken over what was in it.
        IReadOnlyList<Owned> owned =
            own.Count > 0 ? [.. own.SelectMany(found.ItemsOf).Distinct()]
            : hasSuccessor ? []
            : saved ?? [];
        return new(
            marks,
            subject,
            [.. own.Where(static m => m.MayAlter)],
            [.. @void.Where(static m => m.MayAlter)],
            owned,
            listedBy,
            listedTwice,
            new(readers.Where(r => IsReading(r.Reading, r.Reader)), found.Members)
        )
        {
            PassedOn = found.PassedOn.ToLookup(static p => p.Item, static p => p.To),
            CalledNow = found.FormerlyCalled(marks, subject),
            Renamed = new(() => found.NamesNow(own)),
        };

        // Without its slot a capture is dead.
        bool IsReading(Owned reading, OwnershipMark reader) => found.Slots.Contains(reading.Privilege!) && !marks.IsGone(reader);
    }

    /// <summary>Whether the account of another resource lists it.</summary>
    public bool IsShared(Owned item) => _listedBy.ContainsKey(item);

    /// <summary>Whether the account of another resource of this state lists it.</summary>
    public bool IsOfThisState(Owned item) =>
        _listedBy.TryGetValue(item, out var holder) && Marks.WhoWrote(holder.Mark) is MarkedBy.SameState or MarkedBy.OtherMaking;

    /// <summary>What the accounts of other resources list.</summary>
    public IEnumerable<Owned> OfOthers => _listedBy.Keys;

    /// <summary>The captures that read through it, by the accounts of their resources.</summary>
    public IReadOnlyList<OwnershipMark> ReadersOf(Owned item) => _readers.Of(item);

    /// <summary>Tables that captures read from a publication.</summary>
    public IReadOnlySet<TableName> ReadFrom(string publication) => _readers.From(publication);

    /// <summary>Who has it, for people; only of what <see cref="IsShared"/>.</summary>
    public string HolderOf(Owned item) => Marks.NameOf(_listedBy[item].Mark);

    /// <summary>For people: what stays because other resources have it too, and what to do where a stack of those is gone.</summary>
    /// <param name="staying">What stays.</param>
    /// <param name="remove">Statements that take it away.</param>
    public IEnumerable<(string Stays, string? WhereGone)> Explain(
        IEnumerable<Owned> staying,
        Func<IReadOnlyList<Owned>, IEnumerable<string>> remove
    ) =>
        staying
            .GroupBy(item => _listedBy[item])
            .Select(g =>
            {
                var (holder, account) = g.Key;
                var items = g.ToList();
                var (stay, them) = items.Count == 1 ? ("stays", "it") : ("stay", "them");
                var name = Marks.NameOf(holder);
                return (
                    $"{TextList.And([.. items.Select(static i => i.ToString())], Shown)} {stay}: {name} wants {them} too.",
                    // Nothing here can tell whether the state of another stack still exists.
                    Marks.IsOfThisState(holder)
                        ? null
                        : $"Where {name} is gone: "
                            + string.Create(CultureInfo.InvariantCulture, $"SELECT pg_catalog.lo_unlink({account});")
                            + string.Concat(remove([.. items.Where(IsOfNobodyElse)]).Select(static r => $" {r};"))
                );
            });

    // Without that account nobody would have it.
    private bool IsOfNobodyElse(Owned item) => !_listedTwice.Contains(item) && ReadersOf(item).Count == 0;

    /// <summary>
    /// Writes the account in the transaction of the session; with nothing to list there is none. Accounts of this program that list nothing
    /// that still exists go with it.
    /// </summary>
    public async Task WriteAsync(PostgresSession session, IReadOnlyList<Owned> owned, CancellationToken stop)
    {
        if (
            _accounts is [var account]
            && account.Owner == Marks.Own.ToString()
            && account.Lines.Count == owned.Count + 1
            && OwnedIds.TextOf(account.Lines[0]) == _subject?.Text
            && owned.ToHashSet().SetEquals(Own)
        )
        {
            return;
        }

        IReadOnlyList<string> lines =
            owned.Count == 0 || _subject is null ? [] : await session.ReadAsync(OwnedIds.Lines([_subject], [.. owned.Order()]), stop);
        await Account.WriteAsync(session, Marks.Own.ToString(), _accounts, lines, stop);
        if (_void.Count > 0)
        {
            await Account.WriteAsync(session, "", _void, [], stop);
        }
    }
}
