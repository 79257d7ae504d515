using System.Net;
using System.Security.Cryptography;
using NeonFlow.Testing.Postgres;
using Npgsql;

namespace NeonFlow.Testing.Neon;

/// <summary>A project of the local Neon: its branches, each with one read-write endpoint and one real PostgreSQL server.</summary>
public sealed partial class NeonProject : IAsyncDisposable
{
    internal const string Region = "aws-us-east-2";
    internal const string Organization = "org-local-neonflow-00000001";

    private readonly NeonCloudOptions _options;
    private readonly ProjectSeed _seed;
    private volatile IReadOnlyList<NeonBranch> _branches = [];
    private volatile IReadOnlyList<string> _allowedIps;

    private NeonProject(NeonCloudOptions options, ProjectSeed seed)
    {
        _options = options;
        _seed = seed;
        Id = seed.Id ?? MadeUp();
        Name = seed.Name ?? Id;
        OwnerRole = seed.OwnerRole ?? seed.Databases[0] + "_owner";
        LogicalReplication = seed.LogicalReplication;
        StorePasswords = seed.StorePasswords;
        ProtectedBranchesOnly = seed.ProtectedBranchesOnly;
        _allowedIps = seed.AllowedIps;
        Operations = new NeonOperations(Id, options.OperationTime);
    }

    /// <summary>Project id.</summary>
    public string Id { get; }

    /// <summary>Project name; a PATCH changes it.</summary>
    public string Name { get; internal set; }

    /// <summary>Id of the default branch.</summary>
    public string BranchId => Branch.Id;

    /// <summary>Name of the default branch.</summary>
    public string BranchName => Branch.Name;

    /// <summary>Id of the read-write endpoint of the default branch.</summary>
    public string EndpointId => Branch.Endpoint.Id;

    /// <summary>Host for direct connections, <c>ep-….localhost</c>; names below localhost mean 127.0.0.1.</summary>
    public string DirectHost => Branch.Endpoint.DirectHost;

    /// <summary>Host of the pooler, <c>ep-…-pooler.localhost</c>.</summary>
    public string PooledHost => Branch.Endpoint.PooledHost;

    /// <summary>Port that goes with <see cref="DirectHost"/>.</summary>
    public int DirectPort => Branch.Endpoint.Direct.Port;

    /// <summary>Port that goes with <see cref="PooledHost"/>.</summary>
    public int PooledPort => Branch.Endpoint.Pooled.Port;

    /// <summary>The role that owns the seeded databases; a member of <c>neon_superuser</c>, not a superuser.</summary>
    public string OwnerRole { get; }

    /// <summary>
    /// The PostgreSQL server behind the endpoint, reached past Neon's proxy; for looking and for breaking things by hand.
    /// </summary>
    public PostgresServer Server => Branch.Server;

    /// <summary>Whether logical replication was switched on; it is never switched off.</summary>
    public bool LogicalReplication { get; internal set; }

    /// <summary>The IP Allow list. Setting it is what somebody does by hand in the Console.</summary>
    public IReadOnlyList<string> AllowedIps
    {
        get => _allowedIps;
        set
        {
            _allowedIps = [.. value];
            UpdatedAt = DateTime.UtcNow;
        }
    }

    /// <summary>Whether the list guards protected branches only.</summary>
    public bool ProtectedBranchesOnly { get; set; }

    /// <summary>Whether public connections are blocked altogether.</summary>
    public bool BlockPublicConnections { get; set; }

    /// <summary>Whether connections through VPC endpoints are blocked; kept, without effect here.</summary>
    public bool BlockVpcConnections { get; set; }

    /// <summary>Whether passwords can be revealed.</summary>
    public bool StorePasswords { get; }

    /// <summary>A disabled endpoint refuses connections.</summary>
    public bool EndpointDisabled { get; set; }

    /// <summary>True while an operation runs: every mutation answers 423.</summary>
    public bool IsBusy => Operations.Busy;

    /// <summary>The default branch.</summary>
    internal NeonBranch Branch { get; private set; } = null!;

    internal IReadOnlyList<NeonBranch> Branches => _branches;

    /// <summary>Ids of all branches, in the order in which they were made.</summary>
    public IReadOnlyList<string> BranchIds => [.. _branches.Select(branch => branch.Id)];

    internal NeonOperations Operations { get; }

    internal NeonCloudOptions Options => _options;

    internal DateTime CreatedAt { get; } = DateTime.UtcNow;

    internal DateTime UpdatedAt { get; set; } = DateTime.UtcNow;

    /// <summary>Serializes the decisions of mutating calls.</summary>
    internal SemaphoreSlim Gate { get; } = new(1, 1);

    internal static async Task<NeonProject> StartAsync(NeonCloudOptions options, ProjectSeed seed, CancellationToken cancellationToken)
    {
        if (seed.Databases.Count == 0)
        {
            throw new ArgumentException("A project has at least one database.", nameof(seed));
        }
        var project = new NeonProject(options, seed);
        try
        {
            project.Branch = await project
                .StartBranchAsync(seed.BranchName, seed.OwnerPassword ?? NewPassword(), cancellationToken)
                .ConfigureAwait(false);
            if (seed.Sql is { } sql)
            {
                await project.ExecuteAsOwnerAsync(sql, seed.Databases[0], cancellationToken).ConfigureAwait(false);
            }
            return project;
        }
        catch
        {
            await project.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// A connection string of the superuser <c>cloud_admin</c>, past the proxy: for tests that look, or act as Neon's staff.
    /// </summary>
    /// <param name="database">Database, default <c>postgres</c>.</param>
    public string AdminConnectionString(string database = "postgres") => Server.ConnectionString(database);

    /// <summary>A connection string for Npgsql through the proxy, with the name 127.0.0.1 in place of the host.</summary>
    /// <param name="database">Database.</param>
    /// <param name="role">Role; default: the owner.</param>
    /// <param name="pooled">Through the pooler, default false.</param>
    public string ConnectionString(string database, string? role = null, bool pooled = false) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = pooled ? PooledPort : DirectPort,
            Database = database,
            Username = role ?? OwnerRole,
            Password = RolePassword(role ?? OwnerRole),
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = false,
            IncludeErrorDetail = true,
        }.ConnectionString;

    /// <summary>The connection URI as the API gives it; secret.</summary>
    /// <param name="database">Database.</param>
    /// <param name="role">Role; default: the owner.</param>
    /// <param name="pooled">With the pooled host, default false.</param>
    public string ConnectionUri(string database, string? role = null, bool pooled = false) =>
        ConnectionUri(Branch, database, role ?? OwnerRole, pooled);

    /// <summary>The current password of a role, or null where Neon does not know it; secret.</summary>
    /// <param name="role">Name.</param>
    public string? RolePassword(string role) => Branch.Password(role);

    /// <summary>Names of the roles that the API lists.</summary>
    public async Task<IReadOnlyList<string>> RoleNamesAsync() =>
        [.. (await Branch.RolesAsync().ConfigureAwait(false)).Select(role => role.Name)];

    /// <summary>Runs statements as the owner, through the proxy.</summary>
    /// <param name="sql">One or more statements.</param>
    /// <param name="database">Database.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    public async Task ExecuteAsOwnerAsync(string sql, string database, CancellationToken cancellationToken = default)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether IP Allow lets an address in, at the default branch.</summary>
    /// <param name="address">The address as Neon sees it.</param>
    public bool IsAllowed(IPAddress address) => IsAllowed(Branch, address);

    internal bool IsAllowed(NeonBranch branch, IPAddress address) =>
        (ProtectedBranchesOnly && !branch.Protected) || IpAllowList.Allows(_allowedIps, address);

    /// <summary>Keeps operations from finishing until the result is disposed of.</summary>
    public IDisposable HoldOperations()
    {
        Operations.Hold();
        return new Held(Operations);
    }

    /// <summary>Starts an operation that nobody asked for, as Neon's own health check does.</summary>
    public void StartBackgroundOperation() =>
        Operations.Schedule(new OperationPlan("check_availability", BranchId, EndpointId, () => Task.CompletedTask));

    /// <summary>The next operation ends <c>failed</c> and does nothing.</summary>
    /// <param name="error">Its error text.</param>
    public void FailNextOperation(string error) => Operations.FailNext(error);

    /// <summary>Completes when no operation runs.</summary>
    public Task WhenSettledAsync() => Operations.Settled;

    /// <summary>
    /// The endpoint of the default branch is deleted and made again: it has another id, and so other hosts and ports; the old ones answer
    /// no more.
    /// </summary>
    public async Task MoveEndpointAsync()
    {
        await Branch.Endpoint.DisposeAsync().ConfigureAwait(false);
        Branch.Endpoint = new(this, Branch);
    }

    /// <summary>Ends the proxies and the servers.</summary>
    public async ValueTask DisposeAsync()
    {
        Operations.Release();
        await Operations.Settled.ConfigureAwait(false);
        foreach (var branch in _branches)
        {
            await branch.Endpoint.DisposeAsync().ConfigureAwait(false);
            await branch.Server.DisposeAsync().ConfigureAwait(false);
        }
    }

    internal static string NewPassword() => "npg_" + PostgresServer.NewPassword()[..16];

    internal static string MadeUp()
    {
        string[] first = ["calm", "bold", "quiet", "warm", "late", "round", "shy", "green", "plain", "bright"];
        string[] second = ["river", "meadow", "lake", "moon", "cell", "field", "tree", "night", "shape", "wind"];
        var number = RandomNumberGenerator.GetInt32(10_000_000, 100_000_000);
        return $"{first[RandomNumberGenerator.GetInt32(10)]}-{second[RandomNumberGenerator.GetInt32(10)]}-{number}";
    }

    internal static string ConnectionUri(NeonBranch branch, string database, string role, bool pooled)
    {
        var (host, proxy) = pooled
            ? (branch.Endpoint.PooledHost, branch.Endpoint.Pooled)
            : (branch.Endpoint.DirectHost, branch.Endpoint.Direct);
        return $"postgresql://{Uri.EscapeDataString(role)}:{Uri.EscapeDataString(branch.Password(role) ?? "")}@"
            + $"{host}:{proxy.Port}/{Uri.EscapeDataString(database)}?sslmode=disable";
    }

    private async Task<NeonBranch> StartBranchAsync(string name, string ownerPassword, CancellationToken cancellationToken)
    {
        var binaries = _options.Binaries ?? PostgresBinaries.FindForNeon();
        var server = await PostgresServer
            .StartAsync(
                new PostgresServerOptions
                {
                    SuperuserName = NeonBranch.Admin,
                    Settings = NeonBranch.ComputeSettings(LogicalReplication),
                    Binaries = binaries,
                    Setup = NeonBranch.Setup(binaries.Major),
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        var branch = new NeonBranch(_seed.BranchId ?? "br-" + MadeUp(), name, _seed.BranchProtected, server);
        branch.Endpoint = new(this, branch, _seed.EndpointId, _seed.DirectPort, _seed.PooledPort);
        _branches = [.. _branches, branch];
        await branch.CreateRoleAsync(branch.Book(OwnerRole, ownerPassword, noLogin: false)).ConfigureAwait(false);
        foreach (var database in _seed.Databases)
        {
            await branch.CreateDatabaseAsync(database, OwnerRole).ConfigureAwait(false);
        }
        return branch;
    }

    private sealed class Held(NeonOperations operations) : IDisposable
    {
        public void Dispose() => operations.Release();
    }
}
