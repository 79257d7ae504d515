namespace NeonFlow.Provider.Contracts;

/// <summary>An object outside of the program, by kind and name; where it is says the place of the resource that names it.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Name">Name, as the upstream writes it.</param>
public readonly record struct ObjectRef(ObjectKind Kind, string Name)
{
    /// <summary>Whether the object belongs to one database; else all databases of its server share it.</summary>
    public bool IsInDatabase => Kind is ObjectKind.Table or ObjectKind.Publication;

    /// <summary>The object of that name, or none where the name is not known.</summary>
    /// <param name="kind">Kind.</param>
    /// <param name="names">Names; null: not known yet.</param>
    public static IReadOnlyList<ObjectRef> All(ObjectKind kind, params IEnumerable<string?> names) =>
        [.. names.OfType<string>().Where(static n => n.Length > 0).Select(n => new ObjectRef(kind, n))];
}
