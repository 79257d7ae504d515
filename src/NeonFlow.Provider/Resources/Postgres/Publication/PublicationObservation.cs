using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres.Publication;

/// <summary>What a publication observes.</summary>
/// <param name="Server">Server and connecting role.</param>
/// <param name="Live">The publication, or null.</param>
/// <param name="Tables">Facts of the desired tables.</param>
/// <param name="KeylessCovered">Keyless tables among those that schemas or all tables cover.</param>
/// <param name="SchemasThere">Which of the desired schemas exist.</param>
/// <param name="MayPublishAll">Whether the connecting role may publish all tables, or all of a schema: superusers may, and Neon's.</param>
internal sealed record PublicationObservation(
    ServerFacts Server,
    PublicationFacts? Live,
    IReadOnlyList<TableFacts> Tables,
    IReadOnlyList<TableName> KeylessCovered,
    IReadOnlyList<string> SchemasThere,
    bool MayPublishAll
);
