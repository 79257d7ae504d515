using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres.Grant;

/// <summary>What a grant observes.</summary>
internal sealed record GrantObservation(
    RoleFacts? Role,
    SchemaPrivilegeFacts? Schema,
    IReadOnlyDictionary<TableName, RelationPrivilegeFacts> Relations,
    IReadOnlyDictionary<TableName, RelationPrivilegeFacts> Sequences,
    ServerFacts Server
);
