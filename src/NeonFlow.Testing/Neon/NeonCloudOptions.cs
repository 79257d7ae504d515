using System.Net;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Testing.Neon;

/// <summary>How a local Neon is made.</summary>
public sealed record NeonCloudOptions
{
    /// <summary>The API key that it accepts; default: a random one.</summary>
    public string? ApiKey { get; init; }

    /// <summary>How long an operation takes before its work is done, default 40 ms; Neon's own take 50 ms to some seconds.</summary>
    public TimeSpan OperationTime { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>
    /// The address that Neon would see for a connection; default: the one it comes from, which on one machine is 127.0.0.1 for
    /// everybody. Returning another one puts a client (a data plane, say) elsewhere, so that IP Allow meets it; null keeps the default.
    /// </summary>
    public Func<NeonConnectionAttempt, IPAddress?>? SourceAddress { get; init; }

    /// <summary>
    /// Whether connections that come from this machine itself (loopback, not placed elsewhere by <see cref="SourceAddress"/>) pass
    /// IP Allow whatever it says; default true. False refuses them as Neon refuses any address that is not listed.
    /// </summary>
    public bool LoopbackIsAllowed { get; init; } = true;

    /// <summary>PostgreSQL executables; default: what <see cref="PostgresBinaries.Find"/> finds.</summary>
    public PostgresBinaries? Binaries { get; init; }
}

/// <summary>A connection that arrives at an endpoint, as its first message describes it.</summary>
/// <param name="Project">The project of the endpoint.</param>
/// <param name="Remote">The socket's other end.</param>
/// <param name="Parameters">The startup parameters: user, database, application_name, replication and others.</param>
/// <param name="Pooled">True on the pooled host.</param>
public sealed record NeonConnectionAttempt(NeonProject Project, IPAddress Remote, IReadOnlyDictionary<string, string> Parameters, bool Pooled)
{
    /// <summary>The role that wants in.</summary>
    public string User => Parameters.GetValueOrDefault("user", "");

    /// <summary>The name that the program gives itself; empty where it gives none.</summary>
    public string ApplicationName => Parameters.GetValueOrDefault("application_name", "");
}

/// <summary>A project to begin with.</summary>
public sealed record ProjectSeed
{
    /// <summary>Project id; default: made up, in Neon's form.</summary>
    public string? Id { get; init; }

    /// <summary>Name; default: the id.</summary>
    public string? Name { get; init; }

    /// <summary>Name of the default branch, default <c>main</c>.</summary>
    public string BranchName { get; init; } = "main";

    /// <summary>Whether the default branch is protected, default false.</summary>
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
