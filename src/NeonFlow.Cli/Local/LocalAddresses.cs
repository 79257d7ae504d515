using NeonFlow.Testing;
using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Cli.Local;

/// <summary>Where a local cloud is and what opens it, as its environment file says; a start with the same file takes them again.</summary>
internal sealed record LocalAddresses
{
    public const string ServerUrl = "NEONFLOW_LOCAL_URL";
    public const string Database = "NEONFLOW_LOCAL_DATABASE";
    private const string Branch = "NEONFLOW_LOCAL_BRANCH";
    private const string Pooler = "NEONFLOW_LOCAL_POOLER_PORT";

    /// <summary>Free ports, made-up ids and new keys.</summary>
    public static readonly LocalAddresses New = new();

    public int NeonPort { get; private init; }

    public string? NeonKey { get; private init; }

    public int PostgrestPort { get; private init; }

    public int AgentPort { get; private init; }

    public int ConfigEncryptionPort { get; private init; }

    public string? RefreshToken { get; private init; }

    public int ServerPort { get; private init; }

    public string? BranchId { get; private init; }

    public string? EndpointId { get; private init; }

    public int DirectPort { get; private init; }

    public int PooledPort { get; private init; }

    public string? OwnerPassword { get; private init; }

    /// <summary>All variables of a cloud that runs, in the order in which they are printed.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Variables(
        LocalCloud cloud,
        NeonProject project,
        string database,
        string server
    ) =>
        [
            .. cloud.Environment,
            new(ServerUrl, server),
            // Names below localhost are 127.0.0.1, which not every resolver knows.
            new(Database, project.ConnectionUri(database) + "&hostaddr=127.0.0.1"),
            new(Branch, project.BranchId),
            new(Pooler, $"{project.PooledPort}"),
        ];

    /// <summary>A variable that only a shell of the local cloud has.</summary>
    public static EngineException Missing(string variable) =>
        new(
            $"{variable} is not set: run this in a shell with the variables of `neonflow local`, which prints them and writes them with "
                + "--env-file"
        );

    /// <summary>A credential of a cloud that is gone.</summary>
    public static EngineException StartedAnew() =>
        new("the local cloud does not know FLOW_AUTH_TOKEN: it was started anew; take the variables that it printed this time");

    /// <summary>Nobody listens where a variable says.</summary>
    public static EngineException NoAnswer(string address, string variable, Exception failure) =>
        new($"no local cloud answers at {address} ({variable}): start it with `neonflow local`", failure);

    /// <summary>Those of a file that <c>neonflow local</c> wrote; new ones where there is none.</summary>
    public static LocalAddresses Of(FileInfo? file)
    {
        if (file is not { Exists: true })
        {
            return New;
        }

        var known = EnvironmentFile.Read(file.FullName);
        string Of(string name) => known.GetValueOrDefault(name) ?? throw Foreign(name);
        Uri Url(string name) => Uri.TryCreate(Of(name), UriKind.Absolute, out var url) ? url : throw Foreign(name);
        EngineException Foreign(string name) =>
            new($"{file} was not written by this neonflow ({name} is not as it writes it): delete it, or name another file");
        var database = Url(Database);
        return new()
        {
            NeonPort = Url("NEONFLOW_NEON_API_URL").Port,
            NeonKey = Of("NEON_API_KEY"),
            PostgrestPort = Url("NEONFLOW_ESTUARY_API_URL").Port,
            AgentPort = Url("NEONFLOW_ESTUARY_GRAPHQL_URL").Port,
            ConfigEncryptionPort = Url("NEONFLOW_ESTUARY_CONFIG_ENCRYPTION_URL").Port,
            RefreshToken = Of("FLOW_AUTH_TOKEN"),
            ServerPort = Url(ServerUrl).Port,
            BranchId = Of(Branch),
            EndpointId = database.Host.Split('.')[0],
            DirectPort = database.Port,
            PooledPort = int.TryParse(Of(Pooler), out var port) ? port : throw Foreign(Pooler),
            OwnerPassword = database.UserInfo.Split(':') is [_, var password] ? Uri.UnescapeDataString(password) : throw Foreign(Database),
        };
    }
}
