using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>The accounts of a database.</summary>
/// <param name="Accounts">All of them.</param>
/// <param name="Living">The objects in them that still exist, by id.</param>
/// <param name="PassedOn">What grantees gave on.</param>
internal sealed record SqlAccounts(
    IReadOnlyList<Account> Accounts,
    IReadOnlyDictionary<string, (string Name, string? Schema)> Living,
    IReadOnlyList<PassedOn> PassedOn
)
{
    /// <summary>Whether an account lists things, and none of them exists any more.</summary>
    public bool IsVoid(Account account) => account.Lines.Count > 1 && account.Lines.Skip(1).All(line => OwnedIds.IsVoid(line, Living));

    /// <summary>What an account lists of things that still exist, under the names of today.</summary>
    public IReadOnlyList<Owned> ItemsOf(Account account) =>
        [.. account.Lines.Skip(1).Select(line => OwnedIds.Read(line, Living)).OfType<Owned>()];
}
