using System.CommandLine;
using System.Net.Sockets;
using NeonFlow.Cli.Demo;
using NeonFlow.Cli.Local;
using NeonFlow.Testing;
using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Estuary;
using NeonFlow.Testing.Neon;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Cli.Commands;

/// <summary><c>neonflow local</c>: a Neon and an Estuary on 127.0.0.1 until Ctrl-C.</summary>
internal static class LocalCommand
{
    private static readonly Option<FileInfo[]> Sql = new("--sql")
    {
        Description =
            "A file of SQL statements, run in the database as its owner; may be given several times. Default: the tables of a shop.",
    };
    private static readonly Option<string> Database = new("--database")
    {
        Description = "Name of the database.",
        DefaultValueFactory = static _ => Shop.Database,
    };
    private static readonly Option<string> Project = new("--project")
    {
        Description = "Id of the Neon project.",
        DefaultValueFactory = static _ => Shop.Project,
    };
    private static readonly Option<string> Prefix = new("--prefix")
    {
        Description = "Estuary prefix that the token may write.",
        DefaultValueFactory = static _ => "acmeCo/",
    };
    private static readonly Option<FileInfo?> EnvFile = new("--env-file")
    {
        Description = "File that the variables are written to, for `source`. Where it is there, its ports and keys are used again.",
    };
    private static readonly Option<int> Orders = new("--orders")
    {
        Description = "Rows of the shop's orders.",
        DefaultValueFactory = static _ => 3000,
    };

    public static Command Create()
    {
        var command = new Command(
            "local",
            "Starts a local cloud (Neon over real PostgreSQL, Estuary) and says how to use it; Ctrl-C ends it."
        )
        {
            Sql,
            Database,
            Project,
            Prefix,
            EnvFile,
            Orders,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var (database, prefix, file) = (
            parsed.GetRequiredValue(Database),
            parsed.GetRequiredValue(Prefix).TrimEnd('/') + "/",
            parsed.GetValue(EnvFile)
        );
        var scripts = SqlScript.ReadAll(parsed.GetValue(Sql) ?? []);
        var addresses = LocalAddresses.Of(file);
        var options = Options(
            parsed.GetRequiredValue(Project),
            database,
            prefix,
            addresses,
            PostgresBinaries.FindForNeon(Console.WriteLine)
        );
        try
        {
            var cloud = await LocalCloud.StartAsync(options, stop).ConfigureAwait(false);
            await using (cloud.ConfigureAwait(false))
            {
                var project = cloud.Neon.Projects.Single();
                foreach (var script in scripts)
                {
                    await script.RunAsync(project, database, stop).ConfigureAwait(false);
                }

                if (scripts.Count == 0)
                {
                    await Shop.FillAsync(project, database, parsed.GetValue(Orders), stop).ConfigureAwait(false);
                }

                var server = await LocalServer.StartAsync(cloud, database, addresses.ServerPort, stop).ConfigureAwait(false);
                await using (server.ConfigureAwait(false))
                {
                    var variables = LocalAddresses.Variables(cloud, project, database, server.Url);
                    if (file is not null)
                    {
                        EnvironmentFile.Write(file.FullName, variables);
                    }

                    var tables = await TablesAsync(project, database, stop).ConfigureAwait(false);
                    LocalWelcome.Print(Console.Out, project, database, prefix, server.Url, tables, variables, file);
                    await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Console.WriteLine("ending");
        }
        catch (Exception failure) when (InUse(failure) && addresses != LocalAddresses.New)
        {
            throw new EngineException(
                $"a port that {file} names is in use: a local cloud with this file runs already, or another program took the port. End it, "
                    + "or delete the file for new ports",
                failure
            );
        }

        return 0;
    }

    private static LocalCloudOptions Options(
        string project,
        string database,
        string prefix,
        LocalAddresses addresses,
        PostgresBinaries binaries
    ) =>
        new()
        {
            Neon = new NeonCloudOptions
            {
                Binaries = binaries,
                Port = addresses.NeonPort,
                ApiKey = addresses.NeonKey,
            },
            Estuary = new EstuaryCloudOptions
            {
                Prefixes = [prefix],
                PostgrestPort = addresses.PostgrestPort,
                AgentPort = addresses.AgentPort,
                ConfigEncryptionPort = addresses.ConfigEncryptionPort,
                RefreshToken = addresses.RefreshToken,
            },
            Projects =
            [
                new ProjectSeed
                {
                    Id = project,
                    Name = database,
                    Databases = [database],
                    AllowedIps = Shop.AllowedIps,
                    OwnerPassword = addresses.OwnerPassword,
                    BranchId = addresses.BranchId,
                    EndpointId = addresses.EndpointId,
                    DirectPort = addresses.DirectPort,
                    PooledPort = addresses.PooledPort,
                },
            ],
        };

    private static async Task<IReadOnlyList<string>> TablesAsync(NeonProject project, string database, CancellationToken stop) =>
        await project
            .Server.ScalarAsync<string[]>(
                """
                SELECT coalesce(array_agg(schemaname || '.' || tablename ORDER BY schemaname, tablename), '{}') FROM pg_tables
                WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
                """,
                database,
                stop
            )
            .ConfigureAwait(false)
        ?? [];

    private static bool InUse(Exception? failure) =>
        failure is not null
        && (failure is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } || InUse(failure.InnerException));
}
