using System.Diagnostics;
using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests.Examples;

/// <summary><c>neonflow adopt</c> as a process: it writes the programs of the examples from the pipelines that they are about.</summary>
public sealed class AdoptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("neonflow-adopt-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // That this very program takes the pipeline over and changes nothing, the test of the example shows.
    [Fact]
    public async Task A_pipeline_that_was_made_by_hand_gives_the_program_of_the_example()
    {
        await using var shop = await ShopAsync();
        var before = await HandMadePipeline.IdentitiesAsync(shop);
        string[] command = ["adopt", HandMadePipeline.Capture, "--project", shop.Project.Id, "--name", "orders"];

        var (code, said) = await RunAsync(shop, command);

        Assert.True(code == 0, said);
        Assert.StartsWith("wrote orders/Program.cs, orders/orders.csproj, orders/Pulumi.yaml\n", said, StringComparison.Ordinal);
        Assert.DoesNotContain('!', said);
        Assert.Contains($"\n  pulumi config set projectId {shop.Project.Id}\n", said, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync(Checkout.File("examples", "ExistingDatabase", "Program.cs")), Written("Program.cs"));
        Assert.Equal("name: orders\nruntime: dotnet\n", Written("Pulumi.yaml"));
        Assert.Contains(
            "<PackageReference Include=\"NeonFlow.Pulumi\" Version=\"0.1.0\" />",
            Written("orders.csproj"),
            StringComparison.Ordinal
        );
        Assert.Equal(before, await HandMadePipeline.IdentitiesAsync(shop));

        // Nothing that is there is written over.
        (code, said) = await RunAsync(shop, command);
        Assert.True(code == 1, said);
        Assert.Equal($"error: {Path.Combine(_folder, "orders", "Program.cs")} is there already; --output names another folder\n", said);

        (code, said) = await RunAsync(shop, "adopt", "acmeCo/shop/other", "--project", shop.Project.Id);
        Assert.True(code == 1, said);
        Assert.Equal("error: Estuary has no capture acmeCo/shop/other, or these credentials do not show it\n", said);

        (code, said) = await RunAsync(shop, "adopt", "postgresql://shop:hush-hush@127.0.0.1/shop", "--project", shop.Project.Id);
        Assert.True(code == 1, said);
        Assert.DoesNotContain("hush", said, StringComparison.Ordinal);

        (code, said) = await RunAsync(shop, "adopt", HandMadePipeline.Capture, "--project", "no-such-project-1");
        Assert.True(code == 1, said);
        Assert.Contains("no-such-project-1", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "pipeline")));
    }

    [Fact]
    public async Task What_is_not_as_the_rules_would_have_it_is_an_input_and_what_has_no_input_is_said()
    {
        await using var shop = await ShopAsync();
        await shop.Cloud.Estuary.EditAsync(
            HandMadePipeline.Capture,
            static capture =>
            {
                var binding = capture["bindings"]!.AsArray().Single(static b => (string?)b!["resource"]!["stream"] == "orders")!;
                binding["resource"]!["mode"] = "Only Changes";
                binding["backfill"] = 1;
                capture["autoDiscover"] = new System.Text.Json.Nodes.JsonObject { ["addNewBindings"] = true };
                capture["interval"] = "1h";
            }
        );

        var (code, said) = await RunAsync(
            shop,
            "adopt",
            HandMadePipeline.Capture,
            "--project",
            shop.Project.Id,
            "--branch",
            shop.Project.BranchId,
            "--name",
            "orders"
        );

        Assert.True(code == 0, said);
        Assert.Contains("! Estuary discovers tables by itself (autoDiscover)", said, StringComparison.Ordinal);
        Assert.Contains("! the capture has, and the component cannot say: /interval", said, StringComparison.Ordinal);
        var program = Written("Program.cs");
        Assert.Contains($"BranchId = \"{shop.Project.BranchId}\",", program, StringComparison.Ordinal);
        Assert.Contains("Modes = { [\"public.orders\"] = \"Only Changes\" },", program, StringComparison.Ordinal);
    }

    private static async Task<ProjectCloud> ShopAsync()
    {
        var shop = await ProjectCloud.ShopAsync(
            "CREATE TABLE public.orders (id int PRIMARY KEY); CREATE TABLE public.customers (id int PRIMARY KEY);",
            "203.0.113.7"
        );
        await HandMadePipeline.MakeAsync(shop);
        return shop;
    }

    private string Written(string file) => File.ReadAllText(Path.Combine(_folder, "orders", file));

    private async Task<(int Code, string Said)> RunAsync(ProjectCloud shop, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Checkout.Built("NeonFlow.Cli", "neonflow.dll"), .. arguments])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in shop.Cloud.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["NEONFLOW_PROVIDER"] = ProviderUnderTest.Executable;
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await said + await errors);
    }
}
