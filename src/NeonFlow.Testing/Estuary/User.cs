namespace NeonFlow.Testing.Estuary;

internal sealed class User(string email, IReadOnlyList<string> prefixes)
{
    public Guid Id { get; } = Guid.NewGuid();
    public string Email { get; } = email;

    /// <summary>Prefixes the user administers, each with its slash at the end.</summary>
    public IReadOnlyList<string> Prefixes { get; } = prefixes;

    public bool Covers(string name) => Prefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal));
}
