namespace NeonFlow.Testing.Neon;

/// <summary>A project to begin with.</summary>
public sealed record ProjectSeed
{
    /// <summary>Project id; default: made up, in Neon's form.</summary>
    public string? Id { get; init; }

    /// <summary>Name; default: the id.</summary>
    public string? Name { get; init; }

    /// <summary>Name of the default branch, default <c>main</c>.</summary>
    public string BranchName { get; init; } = "main";

    /// <summary>Id of the default branch; default: made up, in Neon's form.</summary>
    public string? BranchId { get; init; }

    /// <summary>Id of that branch's endpoint, <c>ep-…</c>; default: made up, in Neon's form.</summary>
    public string? EndpointId { get; init; }

    /// <summary>Port of that endpoint's direct host on 127.0.0.1; default 0: a free one.</summary>
    public int DirectPort { get; init; }

    /// <summary>Port of that endpoint's pooled host on 127.0.0.1; default 0: a free one.</summary>
    public int PooledPort { get; init; }

    /// <summary>Whether the branches are protected, default false.</summary>
    public bool BranchProtected { get; init; }

    /// <summary>Databases of the default branch, default one: <c>neondb</c>.</summary>
    public IReadOnlyList<string> Databases { get; init; } = ["neondb"];

    /// <summary>The role that owns them; default: the first database's name and <c>_owner</c>, as Neon names it.</summary>
    public string? OwnerRole { get; init; }

    /// <summary>Password of that role; default: made by the server, as Neon's are.</summary>
    public string? OwnerPassword { get; init; }

    /// <summary>Whether logical replication is on from the start, default false.</summary>
    public bool LogicalReplication { get; init; }

    /// <summary>The IP Allow list, default empty: open to all.</summary>
    public IReadOnlyList<string> AllowedIps { get; init; } = [];

    /// <summary>Whether the list guards protected branches only, default false.</summary>
    public bool ProtectedBranchesOnly { get; init; }

    /// <summary>Whether passwords can be revealed, default true.</summary>
    public bool StorePasswords { get; init; } = true;

    /// <summary>Statements run in the first database as its owner, for tables and rows; default none.</summary>
    public string? Sql { get; init; }
}
