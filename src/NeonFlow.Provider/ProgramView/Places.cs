namespace NeonFlow.Provider.ProgramView;

/// <summary>
/// Places in the program view: <c>neon:project[/branch[/database]]</c>, <c>host:port[/database]</c>, or Estuary's catalogue.
/// </summary>
public static class Places
{
    /// <summary>What the place and the id of everything that is named through the Neon API begins with.</summary>
    public const string NeonPrefix = "neon:";

    /// <summary>Estuary's catalogue; there is one.</summary>
    public const string Estuary = "estuary";

    /// <summary>Whether the place is named through the Neon API.</summary>
    public static bool IsNeon(string place) => place.StartsWith(NeonPrefix, StringComparison.Ordinal);

    /// <summary>The server of a place; of a whole project the project.</summary>
    public static string ServerOf(string place)
    {
        var parts = place.Split('/');
        return IsNeon(place) && parts.Length > 1 ? $"{parts[0]}/{parts[1]}" : parts[0];
    }

    /// <summary>The project of a Neon place.</summary>
    public static string ProjectOf(string place) => place.Split('/')[0];

    /// <summary>Whether the place is a whole Neon project.</summary>
    public static bool IsProject(string place) => IsNeon(place) && !place.Contains('/');

    /// <summary>The database of a place; null: all databases of the server.</summary>
    public static string? DatabaseOf(string place)
    {
        var parts = place.Split('/');
        return parts.Length > (IsNeon(place) ? 2 : 1) ? parts[^1] : null;
    }
}
