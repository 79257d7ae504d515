using NeonFlow.Cdc;
using NeonFlow.Harness;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>Several pipelines of one program on one database, which Neon's changes of their roles would cut off from each other.</summary>
[Trait("Category", "long")]
public sealed class ManyPipelinesTests
{
    /// <summary>How many there are, and how often they come up: more by the suite <c>many</c>.</summary>
    private static readonly (int Pipelines, int Times) Usual = (
        TestSettings.Number("NEONFLOW_PIPELINES") ?? 8,
        TestSettings.Number("NEONFLOW_TIMES") ?? 1
    );

    [Fact]
    [Trait("Category", "many")]
    public async Task Several_pipelines_on_one_database_come_up_in_the_first_up()
    {
        for (var time = 1; time <= Usual.Times; time++)
        {
            await ComeUpAsync(Usual.Pipelines);
        }
    }

    private static async Task ComeUpAsync(int pipelines)
    {
        // The making of the roles takes as long as the rest, as it does at Neon, and ends the sessions of the pipelines that are ahead.
        await using var shop = await ProjectCloud.StartAsync(
            new() { Databases = ["shop"], Sql = Sql(pipelines) },
            new() { OperationTime = TimeSpan.FromMilliseconds(500) }
        );
        var engine = shop.Engine(
            shop.Folder,
            o =>
                o with
                {
                    ProjectName = "many",
                    Parallel = 16,
                    Program = () => Deployment.RunAsync(() => Program(shop.Project.Id, pipelines)),
                }
        );

        var up = await engine.UpAsync();
        Assert.True(up.Succeeded, up.Text + up.ErrorText);
        var again = await engine.PreviewAsync(new() { ExpectNoChanges = true });
        Assert.True(again.ExitCode == 0, again.Text + again.ErrorText);
    }

    [Fact]
    public async Task Two_pipelines_get_along_with_one_connection()
    {
        await using var shop = await ProjectCloud.StartAsync(new() { Databases = ["shop"], Sql = Sql(2) });
        await shop.Project.Server.ExecuteAsync($"ALTER ROLE {shop.Project.OwnerRole} CONNECTION LIMIT 1");
        var engine = shop.Engine(
            shop.Folder,
            o => o with { ProjectName = "few", Parallel = 16, Program = () => Deployment.RunAsync(() => Program(shop.Project.Id, 2)) }
        );

        var up = await engine.UpAsync();
        Assert.True(up.Succeeded, up.Text + up.ErrorText);
        var again = await engine.PreviewAsync(new() { ExpectNoChanges = true });
        Assert.True(again.ExitCode == 0, again.Text + again.ErrorText);
        var gone = await engine.DestroyAsync();
        Assert.True(gone.Succeeded, gone.Text + gone.ErrorText);
    }

    private static void Program(string project, int pipelines)
    {
        for (var i = 1; i <= pipelines; i++)
        {
            _ = new NeonToEstuary(
                $"p{i}",
                new()
                {
                    ProjectId = project,
                    Database = "shop",
                    Tables = [$"public.t{i}"],
                    Prefix = $"acmeCo/shop{i}",
                    AcknowledgeIrreversible = true,
                }
            );
        }
    }

    private static string Sql(int pipelines) =>
        string.Concat(
            Enumerable
                .Range(1, pipelines)
                .Select(static i =>
                    $"CREATE TABLE public.t{i} (id int PRIMARY KEY); INSERT INTO public.t{i} SELECT generate_series(1, 20);"
                )
        );
}
