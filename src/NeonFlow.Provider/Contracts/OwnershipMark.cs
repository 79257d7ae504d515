using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Provider.Contracts;

/// <summary>
/// Says which making of which resource an object is. It is written where the object is, and kept in the state of the resource: the state
/// proves whose the object is. The URN is for people, and for finding what a run left that was killed before its state was saved.
/// </summary>
/// <param name="Urn">The resource, as it was called when the mark was written.</param>
/// <param name="Instance">The provider in whose state the resource was made.</param>
/// <param name="Making">New in every Create.</param>
/// <remarks>
/// Its text is one line, <c>neonflow urn:pulumi:dev::shop::neonflow:postgres:Publication::orders 6f1e/90ab</c>, alone or within a comment
/// that somebody wrote.
/// </remarks>
public sealed record OwnershipMark(string Urn, string Instance, string Making)
{
    /// <summary>What the text of every mark begins with.</summary>
    public const string Prefix = "neonflow ";

    /// <summary>What a state keeps of its mark, and compares.</summary>
    public string Id => $"{Instance}/{Making}";

    /// <summary>The mark of a resource by what its state keeps of it; null where that is nothing.</summary>
    public static OwnershipMark? Of(string urn, string? id) =>
        id?.Split('/') is [var instance, var making] ? new(urn, instance, making) : null;

    /// <summary>Whether it is the mark of a resource of an area, such as <c>postgres</c>.</summary>
    public bool IsOf(string area) => ResourceName.AreaOf(Urn) == area;

    /// <summary>Finds the mark in a comment; null where there is none.</summary>
    public static OwnershipMark? Find(string? text) =>
        (text ?? "")
            .Split('\n')
            .Select(static line => TryParse(line, out var mark) ? mark : null)
            .FirstOrDefault(static m => m is not null);

    /// <summary>Reads the text of one mark.</summary>
    public static bool TryParse(string line, [NotNullWhen(true)] out OwnershipMark? mark)
    {
        var end = line.LastIndexOf(' ');
        var slash = line.LastIndexOf('/');
        mark =
            line.StartsWith(Prefix, StringComparison.Ordinal) && end >= Prefix.Length && slash > end
                ? new(Uri.UnescapeDataString(line[Prefix.Length..end]), line[(end + 1)..slash], line[(slash + 1)..])
                : null;
        return mark is not null;
    }

    /// <summary>The comment with this mark in place of an earlier one; what somebody wrote beside it stays.</summary>
    public string WriteInto(string? comment) =>
        string.Join('\n', (comment ?? "").Split('\n').Where(static line => line.Length > 0 && !TryParse(line, out _)).Append(ToString()));

    /// <summary>What the text begins with: that of every mark of the resource.</summary>
    public string Resource =>
        $"{Prefix}{Urn.Replace("%", "%25", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal)} ";

    /// <summary>The text, which <see cref="TryParse"/> reads back.</summary>
    public override string ToString() => $"{Resource}{Id}";
}
