namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>Where a shape keeps what its resource answers for.</summary>
/// <param name="For">What the account is about: the part of the id that no update changes.</param>
/// <param name="Of">The account of a state.</param>
/// <param name="With">The state with another account.</param>
internal sealed record Account<T>(Func<T, string> For, Func<T, IReadOnlyList<string>?> Of, Func<T, IReadOnlyList<string>, T> With);
