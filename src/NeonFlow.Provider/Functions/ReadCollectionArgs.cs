using NeonFlow.Estuary;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>
/// The first documents of an Estuary collection: what a capture has read from a table so far, as <c>flowctl collections read</c> and the
/// dashboard show it.
/// </summary>
[Function("neonflow:estuary:readCollection")]
[Scalar<CatalogName, CatalogNameErrors>]
public sealed record ReadCollectionArgs
{
    /// <summary>
    /// Collection, such as <c>acmeCo/shop/public/orders</c>. Where the program makes the capture: an element of its <c>collections</c>, so
    /// that the read waits for it.
    /// </summary>
    [Input]
    public required CatalogName Collection { get; init; }

    /// <summary>
    /// How many documents are read at most, 1 to 1000. Default: 10. Fewer come where they would have more than 1 MiB together.
    /// </summary>
    [Input]
    public int? MaxDocuments { get; init; }

    /// <summary>
    /// How many seconds an <c>up</c> waits for the first document, 0 to 600; a preview never waits. Default: 0, the answer is that of the
    /// moment.
    /// </summary>
    [Input]
    public int? WaitSeconds { get; init; }
}
