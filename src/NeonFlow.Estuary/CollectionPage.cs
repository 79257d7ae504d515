using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>Documents of a collection, from its beginning.</summary>
/// <param name="Documents">Committed documents, in the order in which they were committed; partitions one after the other.</param>
/// <param name="More">Whether there are more of them, or may be.</param>
public sealed record CollectionPage(IReadOnlyList<JsonObject> Documents, bool More);
