namespace NeonFlow.Provider.Schema;

/// <summary>The places of a property map whose values are known only after the operation.</summary>
/// <param name="paths">Property paths of the unknown values themselves.</param>
public sealed class UnknownSet(IReadOnlyCollection<string> paths)
{
    /// <summary>Nothing is unknown.</summary>
    public static readonly UnknownSet None = new([]);

    /// <summary>Property paths of the unknown values themselves.</summary>
    public IReadOnlyCollection<string> Paths { get; } = paths;

    /// <summary>Whether anything is unknown.</summary>
    public bool Any => Paths.Count > 0;

    /// <summary>Whether the value at <paramref name="path"/> is unknown, lies in an unknown value, or holds one.</summary>
    public bool Contains(string path) => Paths.Any(p => p == path || IsUnder(p, path) || IsUnder(path, p));

    private static bool IsUnder(string path, string parent) =>
        path.Length > parent.Length && path.StartsWith(parent, StringComparison.Ordinal) && path[parent.Length] is ('.' or '[');
}
