using NeonFlow.Cdc.Estuary;
using NeonFlow.Cdc.Postgres.Inputs;
using NeonFlow.Harness;
using NeonFlow.Testing;
using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Neon;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>A local cloud with the tables vans and parcels, two data planes elsewhere, and stacks of several programs on it.</summary>
internal sealed class Depot : IAsyncDisposable
{
    /// <summary>A data plane that connects from 203.0.113.17 and .18.</summary>
    public const string Here = "aws-eu-west-1-c1";

    /// <summary>A data plane that connects from 203.0.113.65.</summary>
    public const string Elsewhere = "aws-us-east-1-c1";

    private readonly ProjectCloud _cloud;

    private Depot(ProjectCloud cloud) => _cloud = cloud;

    public LocalCloud Cloud => _cloud.Cloud;

    public NeonProject Project => _cloud.Project;

    /// <summary>The way to the database, as its owner.</summary>
    public ConnectionArgs Shop => new() { ProjectId = Project.Id, Database = "shop" };

    public static async Task<Depot> StartAsync() =>
        new(
            await ProjectCloud.StartAsync(
                new()
                {
                    Id = "plain-river-204417",
                    Databases = ["shop"],
                    LogicalReplication = true,
                    Sql =
                        "CREATE TABLE public.vans (id int PRIMARY KEY); CREATE TABLE public.parcels (id int PRIMARY KEY); "
                        + "CREATE ROLE depot_reader LOGIN REPLICATION PASSWORD 'depot'; "
                        + "GRANT SELECT ON ALL TABLES IN SCHEMA public TO depot_reader;",
                },
                estuary: new()
                {
                    DataPlanes =
                    [
                        new() { Name = "local-cluster-c1" },
                        new() { Name = Here, CidrBlocks = ["203.0.113.17/32", "203.0.113.18/32"] },
                        new() { Name = Elsewhere, CidrBlocks = ["203.0.113.65/32"] },
                    ],
                }
            )
        );

    /// <summary>The stack of a program that has a state of its own.</summary>
    public TestEngine Engine(string project, Action program) =>
        _cloud.Engine(
            _cloud.Folder,
            o =>
                o with
                {
                    ProjectName = project,
                    StateDirectory = Path.Combine(_cloud.Folder, $"state-{project}"),
                    Program = () => Deployment.RunAsync(program),
                }
        );

    /// <summary>A read-only capture of these tables by the publication "shared".</summary>
    public CaptureArgs CaptureOf(params string[] tables) =>
        new()
        {
            CaptureName = "acmeCo/depot/reader",
            Address = $"{Project.DirectHost}:{Project.DirectPort}",
            Database = "shop",
            User = "depot_reader",
            Password = "depot",
            PublicationName = "shared",
            SlotName = "reader",
            ReadOnly = true,
            Tables = tables,
            Connection = Shop,
        };

    /// <summary>Estuary refuses what is published, until its faults are cleared.</summary>
    public void RefusePublications() =>
        Cloud.Estuary.Faults.Next(
            400,
            static c => c.Path.EndsWith("/publications", StringComparison.Ordinal) && c.Method == "POST",
            count: 50
        );

    public Task<T> ScalarAsync<T>(string sql) => Project.Server.ScalarAsync<T>(sql, "shop")!;

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();
}
