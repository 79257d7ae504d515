using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres.WatermarksTable;

/// <summary>What a watermarks table observes.</summary>
/// <param name="Table">Shape and rights of the role.</param>
/// <param name="Publication">Head of the publication, or null.</param>
/// <param name="Listing">Publications that list the table.</param>
/// <param name="Comment">Comment on the table: the mark of the resource that made it.</param>
/// <param name="Server">Server and connecting role.</param>
/// <param name="Given">All privileges on the table that any role was given.</param>
internal sealed record WatermarksTableObservation(
    WatermarksFacts Table,
    PublicationFacts? Publication,
    IReadOnlyList<(string Name, string Owner, bool MayAlter)> Listing,
    string? Comment,
    ServerFacts Server,
    IReadOnlySet<Owned> Given
);
