using NeonFlow.Neon;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>
/// How to reach the database, in one of two forms: a Neon address (<c>projectId</c>, <c>branchId</c>, <c>database</c>, <c>role</c>; host
/// and password are looked up through the Neon API each
/// time they are used, so nothing secret is stored and nothing goes stale), or a direct one (<c>host</c>, <c>port</c>, <c>database</c>,
/// <c>user</c>, <c>password</c>, <c>tlsMode</c>).
/// The way there may change: another password, host, port, user or role never replaces anything. Another <c>database</c>, and at a Neon
/// address another <c>projectId</c> or <c>branchId</c>, is another place: what
/// is declared there is made in the new one and taken away in the old one.
/// </summary>
[ObjectType("neonflow:postgres:Connection")]
[Nested<ConnectionTlsMode>]
[Scalar<NeonProjectId, NeonProjectIdErrors>]
[Scalar<NeonBranchId, NeonBranchIdErrors>]
public sealed record Connection
{
    internal const int DefaultPort = 5432;
    internal const string DefaultDatabase = "postgres";
    internal const string DefaultUser = "postgres";

    /// <summary>Neon project, such as <c>hidden-cell-763301</c>. Makes this a Neon address.</summary>
    public NeonProjectId? ProjectId { get; init; }

    /// <summary>Neon branch id, <c>br-…</c>. Default: the project's default branch.</summary>
    public NeonBranchId? BranchId { get; init; }

    /// <summary>Database name. Default for a direct address: <c>postgres</c>; required for a Neon address.</summary>
    public string? Database { get; init; }

    /// <summary>Role to log in as at a Neon address. Default: the owner of the database.</summary>
    [Credential]
    public string? Role { get; init; }

    /// <summary>Host of a direct address; not a pooled one (<c>-pooler</c>).</summary>
    public string? Host { get; init; }

    /// <summary>Port of a direct address. Default: 5432.</summary>
    public int? Port { get; init; }

    /// <summary>User of a direct address. Default: <c>postgres</c>.</summary>
    [Credential]
    public string? User { get; init; }

    /// <summary>Password of a direct address; secret.</summary>
    [Credential]
    public Secret? Password { get; init; }

    /// <summary>TLS of a direct address. Default: verify-full, or disable on loopback.</summary>
    [Credential]
    public ConnectionTlsMode? TlsMode { get; init; }

    /// <summary>Whether this is the Neon form.</summary>
    internal bool IsNeon => ProjectId is not null;

    /// <summary>The branch that is named; null: none.</summary>
    internal string? Branch => BranchId?.Value;

    /// <summary>The same on a branch; a direct address, and null, change nothing.</summary>
    internal Connection On(string? branch) =>
        IsNeon && branch is not null ? this with { BranchId = NeonBranchId.Parse(branch, null) } : this;

    /// <summary>Whether a database is on Neon, as far as its address tells.</summary>
    /// <param name="connection">The connection; null: that of the settings.</param>
    /// <param name="host">Its host; null: not known.</param>
    internal static bool IsOnNeon(Connection? connection, string? host) =>
        connection is { IsNeon: true } || host?.EndsWith(".neon.tech", StringComparison.Ordinal) == true;

    /// <summary>Whether both are Neon addresses of one project.</summary>
    internal bool IsInProjectOf(Connection? other) => IsNeon && ProjectId == other?.ProjectId;

    /// <summary>
    /// Members by which this is certainly another database than before. A branch that is left out may be the one that is named, and a host
    /// may be called by another name. What is not known yet is another one: the ids of
    /// what stays are known.
    /// </summary>
    /// <param name="old">As it was.</param>
    /// <param name="isUnknown">Whether a member is not known yet.</param>
    internal IEnumerable<string> MovedFrom(Connection old, Func<string, bool> isUnknown)
    {
        var (project, branch, database) = (
            PropertyPath.Of(nameof(ProjectId)),
            PropertyPath.Of(nameof(BranchId)),
            PropertyPath.Of(nameof(Database))
        );
        if (old.IsNeon && (IsNeon || isUnknown(project)))
        {
            if (isUnknown(project) || ProjectId != old.ProjectId)
            {
                yield return project;
            }

            if (old.BranchId is not null && (isUnknown(branch) || (BranchId is not null && BranchId != old.BranchId)))
            {
                yield return branch;
            }

            if (isUnknown(database) || Database != old.Database)
            {
                yield return database;
            }
        }
        else if (
            Host is not null
            && old.Host is not null
            && (isUnknown(database) || (Database ?? DefaultDatabase) != (old.Database ?? DefaultDatabase))
        )
        {
            yield return database;
        }
    }
}
