using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Functions;

/// <summary>Answer of <c>estuary.readCollection</c>.</summary>
public sealed record ReadCollectionResult
{
    /// <summary>Collection that was read.</summary>
    [Output]
    public required string Collection { get; init; }

    /// <summary>
    /// Its first documents, in the order in which they were committed. <c>_meta.op</c> says what happened to the row: <c>c</c>, <c>u</c> or
    /// <c>d</c>. A whole number beyond 2^53 is text.
    /// </summary>
    [Output, Confidential]
    public required IReadOnlyList<Json> Documents { get; init; }

    /// <summary>Whether more documents follow.</summary>
    [Output]
    public required bool More { get; init; }
}
