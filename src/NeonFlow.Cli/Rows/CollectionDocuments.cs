using System.Text.Json.Nodes;

namespace NeonFlow.Cli.Rows;

/// <summary>What was read of a collection.</summary>
/// <param name="Documents">Its documents, or its rows.</param>
/// <param name="AreRows">Whether they were reduced to one for each key.</param>
/// <param name="More">Whether there are more, or may be.</param>
internal sealed record CollectionDocuments(IReadOnlyList<JsonObject> Documents, bool AreRows, bool More)
{
    /// <summary>How many there are, in words.</summary>
    public string Count => Counted(Documents.Count, AreRows ? "row" : "document", More);

    /// <summary>A number of things, in words.</summary>
    public static string Counted(int count, string what, bool more = false) =>
        $"{(more ? "more than " : "")}{count} {what}{(count == 1 ? "" : "s")}";
}
