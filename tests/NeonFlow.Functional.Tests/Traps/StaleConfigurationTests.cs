using System.Text.Json.Nodes;
using NeonFlow.Conformance.Tests;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Functional.Tests.Traps;

/// <summary>
/// Trap 1: what is read before the program runs, and the whole of a plain refresh or destroy, is done with what was saved. Whatever rotated
/// or moved since, changing program, config or
/// environment makes it right again.
/// </summary>
[Trait("Category", "long")]
public sealed partial class StaleConfigurationTests(ConformanceClouds clouds)
{
    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        ["neonApiKey"] = "NEON_API_KEY",
        ["neonApiUrl"] = "NEONFLOW_NEON_API_URL",
        ["estuaryToken"] = "FLOW_AUTH_TOKEN",
        ["estuaryApiUrl"] = "NEONFLOW_ESTUARY_API_URL",
        ["estuaryGraphqlUrl"] = "NEONFLOW_ESTUARY_GRAPHQL_URL",
        ["estuaryConfigEncryptionUrl"] = "NEONFLOW_ESTUARY_CONFIG_ENCRYPTION_URL",
        ["databaseUrl"] = "NEONFLOW_DATABASE_URL",
    };

    [Theory]
    [InlineData("stack config")]
    [InlineData("environment")]
    [InlineData("explicit provider")]
    [Trap(1)]
    public async Task Rotated_keys_and_moved_upstreams_of_the_provider_never_stop_a_stack(string place)
    {
        await using var scene = await SceneAsync();
        using var stack = new StackUnderTest();
        var provider = place == "explicit provider" ? "here" : null;
        scene.Declare(stack, provider);
        Put(stack, place, scene.Settings);
        await StackUnderTest.WellAsync(stack.UpAsync(), "the first up");
        foreach (var (what, rotateAsync) in scene.Rotations)
        {
            await rotateAsync();
            if (place == "stack config")
            {
                // Nobody told the stack yet: nothing is taken for gone, and what could not be looked at is said.
                var untold = await StackUnderTest.WellAsync(stack.PreviewAsync(), $"{what}: a preview with what does not work any more");
                Assert.False(untold.HasChanges, untold.Text);
                Assert.Contains("NF1008", untold.Text, StringComparison.Ordinal);
            }

            Put(stack, place, scene.Settings);
            AssertNothingChanges(await StackUnderTest.WellAsync(stack.PreviewAsync(), $"{what}: preview"));
            var refreshed = await StackUnderTest.WellAsync(stack.RefreshAsync(), $"{what}: refresh");
            AssertNothingChanges(refreshed);

            // A default provider works with what is configured today, an explicit one with its saved inputs until the next up.
            Assert.Equal(provider is not null, refreshed.Text.Contains("NF1008", StringComparison.Ordinal));
            AssertNothingChanges(await StackUnderTest.WellAsync(stack.UpAsync(), $"{what}: up"));
        }

        var last = await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), "the preview after all rotations");
        Assert.DoesNotContain("NF1008", last.Text, StringComparison.Ordinal);

        foreach (var (_, rotateAsync) in scene.Rotations)
        {
            await rotateAsync();
        }

        Put(stack, place, scene.Settings);
        if (provider is not null)
        {
            // The saved inputs are all that a destroy has: it fails without forgetting anything, and the next up brings it the new ones.
            var refused = await stack.DestroyAsync();
            Assert.False(refused.Succeeded);
            Assert.Contains("pulumi up", refused.Text, StringComparison.Ordinal);
            Assert.Equal(3, stack.Resources().Count(static r => r.Type.StartsWith("neonflow:", StringComparison.Ordinal)));
            AssertNothingChanges(await StackUnderTest.WellAsync(stack.UpAsync(), "the up before destroy"));
        }

        await StackUnderTest.WellAsync(stack.DestroyAsync(), "destroy");
        Assert.Equal(scene.Before, (await scene.World.LookAsync()).Except(scene.Remains));
        stack.AssertDiscreet(scene.Secrets);
    }

    [Fact]
    [Trap(1)]
    public async Task What_moved_from_the_stack_config_to_the_environment_is_not_taken_from_the_state()
    {
        await using var scene = await SceneAsync();
        using var stack = new StackUnderTest();
        stack.Program.Add(scene.Role);
        Put(stack, "stack config", scene.Settings);
        await StackUnderTest.WellAsync(stack.UpAsync(), "the first up");

        await scene.Rotations[0].RotateAsync();
        Put(stack, "environment", scene.Settings);
        Assert.DoesNotContain("NF1008", (await StackUnderTest.WellAsync(stack.RefreshAsync(), "refresh")).Text, StringComparison.Ordinal);
        await StackUnderTest.WellAsync(stack.DestroyAsync(), "destroy");
        stack.AssertDiscreet(scene.Secrets);
    }

    [Fact]
    [Trap(1)]
    public async Task A_wrong_setting_that_was_saved_is_put_right_by_the_program()
    {
        await using var scene = await SceneAsync();
        using var stack = new StackUnderTest();
        stack.Program.Add(new("here", "pulumi:providers:neonflow", scene.Settings));
        stack.Program.Add(scene.Publication with { Provider = "here" });
        await StackUnderTest.WellAsync(stack.UpAsync(), "the first up");

        // The host of a pooler, and then a server without that database: nothing asks for the database, so both get saved.
        var uri = new Uri(Properties.Plain(scene.Settings["databaseUrl"])!.GetValue<string>());
        var pooled = new UriBuilder(uri) { Host = "ep-cool-lake-1-pooler.localhost" }.Uri.ToString();
        var other = new UriBuilder(uri) { Path = "/elsewhere" }.Uri.ToString();
        foreach (var wrong in (string[])[pooled, other])
        {
            stack.Program[0] = stack.Program[0] with { Inputs = Properties.With(scene.Settings, "databaseUrl", Properties.Secret(wrong)) };
            await StackUnderTest.WellAsync(stack.UpAsync(), "an up that saves it");
            Assert.Contains(
                "NF1008",
                (await StackUnderTest.WellAsync(stack.PreviewAsync(), "the preview with it")).Text,
                StringComparison.Ordinal
            );
            stack.Program[0] = stack.Program[0] with { Inputs = scene.Settings };
            AssertNothingChanges(await StackUnderTest.WellAsync(stack.PreviewAsync(), "the preview that puts it right"));
            await StackUnderTest.WellAsync(stack.UpAsync(), "the up that puts it right");
        }

        // What is no URI at all is refused before it can be saved, and not printed.
        stack.Program[0] = stack.Program[0] with
        {
            Inputs = Properties.With(scene.Settings, "databaseUrl", Properties.Secret("shop:" + scene.Password + "@127.0.0.1")),
        };
        var refused = await stack.PreviewAsync();
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("NF1007", refused.Text, StringComparison.Ordinal);
        stack.Program[0] = stack.Program[0] with { Inputs = scene.Settings };
        await StackUnderTest.WellAsync(stack.DestroyAsync(), "destroy");
        stack.AssertDiscreet(scene.Secrets);
    }

    [Fact]
    [Trap(1)]
    [Trap(5)]
    public async Task A_password_and_a_host_in_a_resource_s_own_inputs_never_stop_a_stack()
    {
        await using var scene = await SceneAsync();
        using var stack = new StackUnderTest { Config = scene.World.Config };
        void Connect()
        {
            stack.Program.Clear();
            stack.Program.Add(
                scene.Publication with
                {
                    Inputs = Properties.With(scene.Publication.Inputs, "connection", scene.Connection),
                }
            );
            stack.Program.Add(
                new(
                    "rights",
                    "neonflow:postgres:Grant",
                    new JsonObject
                    {
                        ["connection"] = scene.Connection,
                        ["role"] = scene.World.Name("reader"),
                        ["schema"] = "shop",
                        ["tables"] = new JsonArray("shop.orders"),
                        ["privileges"] = new JsonArray("SELECT"),
                    }
                )
            );
        }

        await scene.World.SqlRoleAsync("reader");
        Connect();
        await StackUnderTest.WellAsync(stack.UpAsync(), "the first up");
        foreach (
            var (what, rotateAsync) in ((string What, Func<Task> RotateAsync)[])
                [("the password", scene.RotatePasswordAsync), ("the host", scene.MoveDatabaseAsync)]
        )
        {
            await rotateAsync();
            var untold = await StackUnderTest.WellAsync(stack.PreviewAsync(), $"{what}: a preview with what does not work any more");
            Assert.False(untold.HasChanges, untold.Text);
            Assert.Contains("NF1008", untold.Text, StringComparison.Ordinal);

            // Transport is no change: nothing is shown, nothing is called, and the state takes the new inputs.
            Connect();
            var preview = await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), $"{what}: preview");
            Assert.DoesNotContain(
                "connection",
                preview.Text[..preview.Text.IndexOf("Diagnostics:", StringComparison.Ordinal)],
                StringComparison.Ordinal
            );
            AssertNothingChanges(await StackUnderTest.WellAsync(stack.RefreshAsync(), $"{what}: refresh"));
            var up = await StackUnderTest.WellAsync(stack.UpAsync(), $"{what}: up");
            AssertNothingChanges(up);
            Assert.All(
                stack.Resources().Where(static r => r.Type.StartsWith("neonflow:", StringComparison.Ordinal)),
                r =>
                {
                    Assert.Contains($"port: {scene.Port}", r.Inputs.ToString(), StringComparison.Ordinal);
                    Assert.False(r.Outputs.ContainsKey("connection"), "the address was copied to the outputs");
                }
            );
            var repaired = await StackUnderTest.WellAsync(
                stack.PreviewAsync(new() { ExpectNoChanges = true }),
                $"{what}: the preview after up"
            );
            Assert.DoesNotContain("NF1008", repaired.Text, StringComparison.Ordinal);
        }

        await scene.RotatePasswordAsync();
        var refused = await stack.DestroyAsync();
        Assert.False(refused.Succeeded);
        Assert.Contains("pulumi up", refused.Text, StringComparison.Ordinal);
        Connect();
        AssertNothingChanges(await StackUnderTest.WellAsync(stack.UpAsync(), "the up before destroy"));
        await StackUnderTest.WellAsync(stack.DestroyAsync(), "destroy");
        Assert.DoesNotContain(
            await scene.World.LookAsync(),
            static l =>
                l.StartsWith("publication <tag>_own", StringComparison.Ordinal)
                || (l.StartsWith("grant", StringComparison.Ordinal) && l.Contains("<tag>_reader", StringComparison.Ordinal))
        );
        stack.AssertDiscreet(scene.Secrets);
    }

    [Fact]
    [Trap(1)]
    public async Task A_Neon_address_is_followed_where_it_moves_and_never_stops_a_stack()
    {
        await using var scene = await SceneAsync();
        var seed = new ProjectSeed
        {
            Id = "late-river-55501234",
            Databases = ["shop"],
            Sql = "CREATE TABLE orders (id bigint PRIMARY KEY)",
        };
        var project = await scene.World.Cloud.Neon.AddProjectAsync(seed);
        using var stack = new StackUnderTest { Config = scene.World.Config };
        JsonObject Address() =>
            new()
            {
                ["projectId"] = project.Id,
                ["branchId"] = project.BranchId,
                ["database"] = "shop",
            };
        stack.Program.Add(
            new(
                "orders",
                "neonflow:postgres:Publication",
                new JsonObject
                {
                    ["connection"] = Address(),
                    ["name"] = "orders",
                    ["tables"] = new JsonArray("public.orders"),
                }
            )
        );
        await StackUnderTest.WellAsync(stack.UpAsync(), "the first up");

        // The endpoint was made again elsewhere, the role got another password: both are looked up each time.
        await project.MoveEndpointAsync();
        await scene.ResetPasswordAsync(project, project.OwnerRole);
        var followed = await StackUnderTest.WellAsync(
            stack.PreviewAsync(new() { ExpectNoChanges = true }),
            "preview after the endpoint moved"
        );
        Assert.DoesNotContain("NF1008", followed.Text, StringComparison.Ordinal);
        await StackUnderTest.WellAsync(stack.RefreshAsync(), "refresh after the endpoint moved");

        // The project is gone for certain, with everything in it; the program names another one.
        await scene.World.Cloud.Neon.RemoveProjectAsync(project);
        project = await scene.World.Cloud.Neon.AddProjectAsync(seed);
        stack.Program[0] = stack.Program[0] with { Inputs = Properties.With(stack.Program[0].Inputs, "connection", Address()) };
        var preview = await StackUnderTest.WellAsync(stack.PreviewAsync(), "preview after the project is gone");
        Assert.Equal(StepOp.Create, Assert.Single(preview.Steps, static s => s.Urn.Name == "orders" && s.Op != StepOp.Refresh).Op);
        var made = await StackUnderTest.WellAsync(stack.UpAsync(), "up after the project is gone");
        Assert.Equal(StepOp.Create, Assert.Single(made.Steps, static s => s.Urn.Name == "orders" && s.Op != StepOp.Refresh).Op);
        Assert.Equal(1, await project.Server.ScalarAsync<long>("SELECT count(*) FROM pg_publication", "shop"));
        await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), "the preview after that");

        // With the project, everything in it went.
        await scene.World.Cloud.Neon.RemoveProjectAsync(project);
        await StackUnderTest.WellAsync(stack.DestroyAsync(), "destroy after the project is gone");
        Assert.DoesNotContain(stack.Resources(), static r => r.Type == "neonflow:postgres:Publication");
        stack.AssertDiscreet(scene.Secrets);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trap(1)]
    public async Task Another_server_at_the_old_address_says_nothing_about_what_was_there(bool hangsUp)
    {
        await using var scene = await SceneAsync();
        using var stack = new StackUnderTest();
        stack.Program.Add(new("here", "pulumi:providers:neonflow", scene.Settings));
        scene.Declare(stack, "here", keep: true);
        await StackUnderTest.WellAsync(stack.UpAsync(), "the first up");
        await using var stranger = await Stranger.OpenAsync(hangsUp);
        foreach (var setting in (string[])["neonApiUrl", "estuaryApiUrl", "estuaryGraphqlUrl"])
        {
            // Saved by an up: an address at which something else listens.
            stack.Program[0] = stack.Program[0] with
            {
                Inputs = Properties.With(scene.Settings, setting, stranger.Address),
            };
            await StackUnderTest.WellAsync(stack.UpAsync(), $"{setting}: the up that saves it");
            var preview = await StackUnderTest.WellAsync(stack.PreviewAsync(), $"{setting}: preview");
            Assert.DoesNotContain(preview.Steps, static s => s.Op is StepOp.Create or StepOp.Delete or StepOp.Replace);
            stack.Program[0] = stack.Program[0] with { Inputs = scene.Settings };
            await StackUnderTest.WellAsync(stack.UpAsync(), $"{setting}: the up that puts it right");
        }

        await StackUnderTest.WellAsync(stack.PreviewAsync(new() { ExpectNoChanges = true }), "the preview after all");
        await StackUnderTest.WellAsync(stack.DestroyAsync(), "destroy");
    }

    private static void AssertNothingChanges(EngineResult result)
    {
        var changed = result.Steps.Where(static s =>
            s.Op is not (StepOp.Same or StepOp.Refresh or StepOp.Read) && s.Type != "pulumi:providers:neonflow"
        );
        Assert.True(!changed.Any(), $"{string.Join(", ", changed.Select(static s => $"{s.Op} {s.Urn.Name}"))}\n{result.Text}");
    }

    private static void Put(StackUnderTest stack, string place, JsonObject settings)
    {
        stack.Config = place == "stack config" ? Properties.Clone(settings) : [];
        stack.Environment.Clear();
        if (place == "environment")
        {
            foreach (var (name, value) in settings)
            {
                stack.Environment[Variables[name]] = Properties.Plain(value)!.GetValue<string>();
            }
        }

        if (place == "explicit provider")
        {
            stack.Program[0] = new("here", "pulumi:providers:neonflow", Properties.Clone(settings));
        }
    }

    private async Task<Moving> SceneAsync() => await Moving.OpenAsync(await clouds.NewWorldAsync());
}
