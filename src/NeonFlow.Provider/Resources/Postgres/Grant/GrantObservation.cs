using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Preflight;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What a grant observes.</summary>
internal sealed record GrantObservation(RoleFacts? Role, SchemaPrivilegeFacts? Schema, IReadOnlyList<RelationPrivilegeFacts> Relations, IReadOnlyList<RelationPrivilegeFacts> Sequences)
{
    public static readonly GrantObservation Nothing = new(null, null, [], []);
}
