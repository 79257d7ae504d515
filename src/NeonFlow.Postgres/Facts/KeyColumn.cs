namespace NeonFlow.Postgres.Facts;

/// <summary>A column of a primary key.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in words, a domain with what it is made of.</param>
/// <param name="BaseType">Object id of its type, or of what its domain is made of in the end.</param>
public sealed record KeyColumn(string Name, string Type, long BaseType)
{
    /// <summary>Length or precision of that type, as the catalogue encodes it; -1: none.</summary>
    public int Modifier { get; init; } = -1;

    /// <summary>Whether that type is an array.</summary>
    public bool IsArray { get; init; }

    /// <summary>Whether its type is a domain that checks values.</summary>
    public bool IsChecked { get; init; }

    /// <summary>From columns of a result that stand side by side.</summary>
    internal static IReadOnlyList<KeyColumn> Read(
        string[] names,
        string[] types,
        long[] bases,
        int[] modifiers,
        bool[] arrays,
        bool[] checks
    ) =>
        [
            .. names.Select(
                (name, i) =>
                    new KeyColumn(name, types[i], bases[i])
                    {
                        Modifier = modifiers[i],
                        IsArray = arrays[i],
                        IsChecked = checks[i],
                    }
            ),
        ];
}
