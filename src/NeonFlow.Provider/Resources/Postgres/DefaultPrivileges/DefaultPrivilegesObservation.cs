using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres.DefaultPrivileges;

/// <summary>What default privileges observe.</summary>
internal sealed record DefaultPrivilegesObservation(
    RoleFacts? Role,
    bool SchemaExists,
    IReadOnlyList<DefaultPrivilegeFacts> Entries,
    IReadOnlyList<DefaultPrivilegeFacts> All,
    IReadOnlyList<string> Uncovered,
    ServerFacts Server
)
{
    /// <summary><see cref="All"/> by creator.</summary>
    public IReadOnlyDictionary<string, DefaultPrivilegeFacts> ByCreator { get; } =
        All.ToDictionary(static e => e.Creator, StringComparer.Ordinal);
}
