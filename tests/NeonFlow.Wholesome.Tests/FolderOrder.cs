using Mono.Cecil;

namespace NeonFlow.Wholesome.Tests;

/// <summary>
/// The order of a project's folders: a folder sees only those before it, a room never another room. Read from the references of the
/// compiled assembly, because using lines can be evaded by qualified names, by namespaces in between, and by what a method returns.
/// </summary>
internal sealed class FolderOrder
{
    /// <summary>Root namespace, which follows the folders.</summary>
    public required string Root { get; init; }

    /// <summary>
    /// Folders in order, as namespaces below the root; folders of one step do not see each other. Empty: the root itself.
    /// </summary>
    public required IReadOnlyList<string[]> Steps { get; init; }

    /// <summary>Folders whose direct subfolders are rooms.</summary>
    public IReadOnlyList<string> Areas { get; init; } = [];

    /// <summary>Folders that see rooms of the areas before them.</summary>
    public IReadOnlyList<string> SeeRooms { get; init; } = [];

    /// <summary>Namespaces of other assemblies, and the folders that may use them.</summary>
    public IReadOnlyDictionary<string, string[]> Outside { get; init; } = new Dictionary<string, string[]>();

    /// <summary>Every breach, once: who uses what.</summary>
    public IReadOnlyList<string> Breaches(ModuleDefinition module)
    {
        var breaches = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in module.Types.Where(t => IsBelow(t.Namespace, Root)))
        {
            var from = type.Namespace;
            foreach (var used in References.Of(type))
            {
                if (Breach(from, used) is { } why)
                {
                    breaches.Add($"{type.FullName} uses {used.FullName}: {why}");
                }
            }
        }
        return [.. breaches];
    }

    private string? Breach(string from, TypeReference used)
    {
        if (!IsBelow(used.Namespace, Root))
        {
            var folder = FolderOf(from)?.Folder;
            return Outside
                .Where(o => IsBelow(used.Namespace, o.Key) && !o.Value.Any(allowed => folder is not null && IsBelow(folder, allowed)))
                .Select(o => o.Value.Length == 0 ? $"no folder uses {o.Key}" : $"{o.Key} is for {string.Join(", ", o.Value)} only")
                .FirstOrDefault();
        }
        if (used.Namespace == from)
        {
            return null;
        }
        if (FolderOf(from) is not var (step, here) || here is null)
        {
            return $"{from} is no folder of the order";
        }
        if (FolderOf(used.Namespace) is not var (otherStep, other) || other is null)
        {
            return $"{used.Namespace} is no folder of the order";
        }
        if (otherStep > step)
        {
            return $"{Name(here)} comes before {Name(other)}";
        }
        if (otherStep == step && other != here)
        {
            return $"{Name(here)} and {Name(other)} do not see each other";
        }
        var (room, otherRoom) = (RoomOf(from), RoomOf(used.Namespace));
        return otherRoom is null || otherRoom == room ? null
            : room is not null ? "a room does not see another room"
            : SeeRooms.Contains(here) ? null
            : $"{Name(here)} does not see rooms";
    }

    private (int Step, string? Folder)? FolderOf(string space)
    {
        var below = space.Length == Root.Length ? "" : space[(Root.Length + 1)..];
        (int Step, string? Folder)? found = null;
        for (var i = 0; i < Steps.Count; i++)
        {
            foreach (var folder in Steps[i].Where(f => f.Length == 0 ? below.Length == 0 : IsBelow(below, f)))
            {
                if (found is null || folder.Length > found.Value.Folder!.Length)
                {
                    found = (i, folder);
                }
            }
        }
        return found;
    }

    private string? RoomOf(string space) =>
        Areas
            .Select(a => $"{Root}.{a}.")
            .Where(a => space.StartsWith(a, StringComparison.Ordinal))
            .Select(a => a + space[a.Length..].Split('.')[0])
            .FirstOrDefault();

    private static string Name(string folder) => folder.Length == 0 ? "the root" : folder.Replace('.', '/');

    public static bool IsBelow(string space, string root) => space == root || space.StartsWith(root + ".", StringComparison.Ordinal);
}
