using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Preflight;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What default privileges observe.</summary>
internal sealed record DefaultPrivilegesObservation(RoleFacts? Role, bool SchemaExists, IReadOnlyList<DefaultPrivilegeFacts> Entries, IReadOnlyList<DefaultPrivilegeFacts> All, IReadOnlyList<UncoveredCreator> Uncovered)
{
    public static readonly DefaultPrivilegesObservation Nothing = new(null, true, [], [], []);
}
