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
    private const string Prefix = "neonflow ";
    private const int Shown = 5;

    private readonly string _urn;
    private readonly string _subject;
    private readonly IReadOnlyList<Account> _accounts;
    private readonly Dictionary<Owned, string> _listedBy;

    private SqlOwnership(
        string urn,
        string subject,
        IReadOnlyList<Account> accounts,
        IReadOnlyList<Owned> own,
        Dictionary<Owned, string> listedBy
    )
    {
        (_urn, _subject, _accounts, Own, _listedBy) = (urn, subject, accounts, own, listedBy);
    }

    /// <summary>All accounts of a database.</summary>
    public static FactQuery<Account> Query { get; } = Account.OfOwnersThatBeginWith(Prefix);

    /// <summary>What the resource owns: as its account says, whatever the state knows of it; else as the state says.</summary>
    public IReadOnlyList<Owned> Own { get; }

    /// <summary>The mark of a resource.</summary>
    public static string MarkOf(string urn) => Prefix + urn;

    /// <summary>What the state says of a resource whose database was not looked at.</summary>
    public static SqlOwnership Saved(string urn, IReadOnlyList<Owned>? saved) => new(urn, "", [], saved ?? [], []);

    /// <summary>Reads accounts.</summary>
    /// <param name="urn">The resource.</param>
    /// <param name="subject">
    /// What its account is about: the part of the id that no update changes. A replacement has an account of its own beside that of the old
    /// object.
    /// </param>
    /// <param name="saved">What the state says; null where there is no state.</param>
    /// <param name="accounts">Rows of <see cref="Query"/>.</param>
    /// <param name="isInProgram">Whether the program is known to have a resource of that URN.</param>
    public static SqlOwnership Read(
        string urn,
        string subject,
        IReadOnlyList<Owned>? saved,
        IReadOnlyList<Account> accounts,
        Func<string, bool> isInProgram
    )
    {
        var listing = accounts.Where(static m => m.Lines.Count > 0).ToList();
        var own = listing.Where(m => m.Owner == MarkOf(urn) && m.Lines[0] == subject).ToList();
        if (own.Count == 0 && saved is { Count: > 0 })
        {
            // Renamed without any change, the resource has its account under its old URN, word for word as in the state.
            own =
            [
                .. listing
                    .Where(m =>
                        m.Lines[0] == subject
                        && IsOfSameStack(m.Owner[Prefix.Length..], urn)
                        && !isInProgram(m.Owner[Prefix.Length..])
                        && Items(m).ToHashSet().SetEquals(saved)
                    )
                    .Take(1),
            ];
        }

        var listedBy = new Dictionary<Owned, string>();
        foreach (var other in listing.Except(own))
        {
            foreach (var item in Items(other))
            {
                listedBy.TryAdd(item, other.Owner[Prefix.Length..]);
            }
        }

        var writable = own.Where(static m => m.MayAlter).ToList();
        return new(urn, subject, writable, writable.Count == 0 ? saved ?? [] : [.. Items(writable[0])], listedBy);
    }

    /// <summary>Whether the account of another resource lists it.</summary>
    public bool IsShared(Owned item) => _listedBy.ContainsKey(item);

    /// <summary>Lines for people about what stays because other resources have it too.</summary>
    public IEnumerable<string> Explain(IEnumerable<Owned> staying) =>
        staying
            .GroupBy(item => _listedBy[item], static item => item.ToString(), StringComparer.Ordinal)
            .Select(g =>
            {
                var items = g.ToList();
                var one = items.Count == 1;
                return $"{TextList.And(items, Shown)} {(one ? "stays" : "stay")}: {NameOf(g.Key)} wants {(one ? "it" : "them")} too.";
            });

    /// <summary>Writes the account in the transaction of the session; with nothing to list there is none.</summary>
    public Task WriteAsync(PostgresSession session, IReadOnlyList<Owned> owned, CancellationToken stop) =>
        Account.WriteAsync(
            session,
            MarkOf(_urn),
            _accounts,
            owned.Count == 0 ? [] : [_subject, .. owned.Select(static o => o.ToString()).Order(StringComparer.Ordinal)],
            stop
        );

    private static IEnumerable<Owned> Items(Account account) =>
        account.Lines.Skip(1).Select(static l => Owned.TryParse(l, null, out var owned) ? owned : null).OfType<Owned>();

    private static bool IsOfSameStack(string urn, string other) =>
        urn.Split("::") is [var stack, var project, ..] && other.StartsWith($"{stack}::{project}::", StringComparison.Ordinal);

    private string NameOf(string urn)
    {
        var name = ResourceName.Of(urn);
        return IsOfSameStack(urn, _urn) ? $"{name} of this program" : $"{name} of {ResourceName.StackOf(urn)}";
    }
}
