namespace NeonFlow.Estuary;

/// <summary>Ids of Estuary: 16 hex digits, or the same with colons.</summary>
public static class FlowId
{
    /// <summary>As an expectation: the spec must not exist yet.</summary>
    public const string None = "0000000000000000";

    /// <summary>Without colons, lower case; equal ids have equal texts.</summary>
    public static string Canonical(string id) => id.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Ids are ordered by time.</summary>
    public static int Compare(string? left, string? right) =>
        string.CompareOrdinal(Canonical(left ?? None).PadLeft(16, '0'), Canonical(right ?? None).PadLeft(16, '0'));
}
