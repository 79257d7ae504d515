using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres.Publication;

/// <summary>What a publication observes.</summary>
/// <param name="Server">Server and connecting role.</param>
/// <param name="Live">The publication, or null.</param>
/// <param name="Tables">Facts of the desired tables.</param>
/// <param name="FaultsCovered">Why UPDATE and DELETE will be refused on what schemas or all tables cover.</param>
/// <param name="FaultsNow">Why they are refused already, because of the publication as it is.</param>
/// <param name="UnstreamedCovered">What schemas or all tables cover without its changes, and the table above each.</param>
/// <param name="SchemasThere">Which of the desired schemas exist.</param>
/// <param name="MayPublishAll">Whether the connecting role may publish all tables, or all of a schema: superusers may, and Neon's.</param>
internal sealed record PublicationObservation(
    ServerFacts Server,
    PublicationFacts? Live,
    IReadOnlyList<TableFacts> Tables,
    IReadOnlyList<IdentityFault> FaultsCovered,
    IReadOnlyList<IdentityFault> FaultsNow,
    IReadOnlyList<(TableName Above, UnstreamedTable Table)> UnstreamedCovered,
    IReadOnlyList<string> SchemasThere,
    bool MayPublishAll
)
{
    /// <summary>The tables of <see cref="FaultsNow"/>.</summary>
    public IReadOnlySet<TableName> LeavesNow { get; } = FaultsNow.Select(static f => f.Leaf).ToHashSet();
}
