using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres.Grant;

/// <summary>What a grant observes.</summary>
internal sealed record GrantObservation(
    RoleFacts? Role,
    SchemaPrivilegeFacts? Schema,
    IReadOnlyList<RelationPrivilegeFacts> Relations,
    IReadOnlyList<RelationPrivilegeFacts> Sequences
)
{
    public static readonly GrantObservation Nothing = new(null, null, [], []);
}
