namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>Operations that a publication can publish.</summary>
internal static class PublicationOperations
{
    /// <summary>All of them, in the order in which statements name them.</summary>
    public static readonly string[] All = ["insert", "update", "delete", "truncate"];

    /// <summary>The operations in the order in which statements name them.</summary>
    public static IReadOnlyList<string> Ordered(IReadOnlyCollection<string> operations) => [.. All.Where(operations.Contains)];
}
