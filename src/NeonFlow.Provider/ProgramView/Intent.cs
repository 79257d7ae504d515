namespace NeonFlow.Provider.ProgramView;

/// <summary>What a resource of the program is going to be, for whoever judges several resources together.</summary>
/// <param name="Place">Server or database: <c>neon:project[/branch[/database]]</c> or <c>host:port[/database]</c>; null where it is not
/// known yet.</param>
/// <param name="What">A record of the area that judges.</param>
public sealed record Intent(string? Place, object What)
{
    /// <summary>Inputs that are not known yet.</summary>
    public IReadOnlyCollection<string> Unknown { get; init; } = [];

    /// <summary>Whether it counts although nothing about the resource changes.</summary>
    public bool Stands { get; init; }

    /// <summary>How the resource reaches the place; null where that is not known.</summary>
    public object? Way { get; init; }
}
