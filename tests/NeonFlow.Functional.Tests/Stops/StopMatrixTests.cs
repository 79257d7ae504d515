using System.Globalization;
using System.Text.RegularExpressions;
using NeonFlow.Functional.Tests.Random;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests.Stops;

/// <summary>
/// What stopped the capture, what a plain preview says of it, and what up does: nothing is green and dead, and up refuses what preview
/// refused, and nothing else. NEONFLOW_STOPS=every takes all of them.
/// </summary>
[Trait("Category", "long")]
public sealed partial class StopMatrixTests(ITestOutputHelper output)
{
    private readonly List<string> _matrix = ["| what happened | plain preview | up | rows |"];

    [Fact]
    [Trait("Category", "stops")]
    public async Task Whatever_stopped_the_capture_no_preview_is_green_over_it_and_no_up_leaves_it_dead()
    {
        await using var shop = await ProjectCloud.ShopAsync(ShopRows.Sql, ShopAccidents.OthersAddress);
        var pipeline = new ShopPipeline { Project = shop.Project.Id };
        var engine = shop.Engine(
            shop.Folder,
            o => o with { ProjectName = "shop", Program = () => Deployment.RunAsync(() => pipeline.Declare()) }
        );
        var stops = Environment.GetEnvironmentVariable("NEONFLOW_STOPS") == "every" ? AllStops.All : AllStops.Usual;
        List<string> wrong = [];
        await engine.UpAsync();
        Assert.True(await ArrivesAsync(shop, pipeline, 1000), "the first rows do not arrive");
        var id = 1000;
        foreach (var stop in stops)
        {
            output.WriteLine(_matrix[^1]);
            await stop.Happen(shop);
            await InsertAsync(shop, ++id);
            var preview = await engine.PreviewAsync(new() { ExpectNoChanges = true });
            var up = await engine.UpAsync();
            var repaired = up;
            if (!up.Succeeded)
            {
                pipeline = stop.Edit(pipeline);
                await (stop.Repair?.Invoke(shop) ?? Task.CompletedTask);
                repaired = await engine.UpAsync();
            }

            var arrives = repaired.Succeeded && await ArrivesAsync(shop, pipeline, ++id);
            var after = await engine.PreviewAsync(new() { ExpectNoChanges = true });
            _matrix.Add($"| {stop.What} | {Verdict(preview)} | {Verdict(up)} | {(arrives ? "arrive" : "do not arrive")} |");
            var isRight =
                arrives && after.ExitCode == 0 && up.Succeeded == preview.ExitCode is 0 or 7 && (preview.ExitCode != 0 || !up.HasChanges);
            if (!isRight)
            {
                wrong.Add($"{_matrix[^1]}\n{preview.Text}\n{up.Text}{up.ErrorText}\n{repaired.Text}\n{after.Text}{after.ErrorText}");
            }

            if (!arrives)
            {
                break;
            }
        }

        output.WriteLine(_matrix[^1]);
        await File.WriteAllLinesAsync(
            Path.Combine(Directory.CreateDirectory(Path.Combine(Checkout.Root, "artifacts")).FullName, "stops.txt"),
            _matrix
        );
        Assert.True(wrong.Count == 0, string.Join('\n', [.. _matrix, .. wrong]));
    }

    private static string Verdict(EngineResult result)
    {
        // What a healthy pipeline costs is said by every one of them.
        var codes = string.Join(
            " ",
            Code()
                .Matches(result.Text)
                .Select(static m => m.Value)
                .Where(static c => c != "NF5034")
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
        var verdict = result.ExitCode switch
        {
            0 => result.HasChanges ? "changes" : "unchanged",
            7 => "changes",
            _ => "refused",
        };
        return $"{verdict} {codes}".TrimEnd();
    }

    private static Task InsertAsync(ProjectCloud shop, int id) =>
        shop.Project.Server.ExecuteAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"DO $$ BEGIN INSERT INTO public.t1 VALUES ({id}, 0); EXCEPTION WHEN undefined_table THEN NULL; END $$"
            ),
            "shop"
        );

    /// <summary>Whether a new row is captured, and every other one that the table has: those that were written meanwhile, too.</summary>
    private static async Task<bool> ArrivesAsync(ProjectCloud shop, ShopPipeline pipeline, int id)
    {
        await InsertAsync(shop, id);
        var all = await shop.Project.Server.ScalarAsync<int[]>("SELECT array_agg(id) FROM public.t1", "shop");
        try
        {
            await shop.Cloud.Estuary.WaitForRowsAsync(
                pipeline.CollectionOf("public.t1"),
                rows => !all!.Except(rows.Select(static r => r["id"]!.GetValue<int>())).Any()
            );
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    [GeneratedRegex("NF[0-9]{4}")]
    private static partial Regex Code();
}
