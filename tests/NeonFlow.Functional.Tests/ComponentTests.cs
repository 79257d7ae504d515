using NeonFlow.Cdc;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using Pulumi;
using static NeonFlow.Functional.Tests.Outcomes;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>What the component asks for, and what the engine knows of it.</summary>
public sealed class ComponentTests : IAsyncLifetime
{
    private const string Note = "spring-rotation";

    private ProjectCloud _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await OrdersPipeline.StartAsync();

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task An_unchanged_component_asks_for_no_password_but_those_that_its_parts_log_in_with()
    {
        var engine = Engine();
        await SucceedsAsync(engine.UpAsync());
        var seen = _shop.Cloud.Neon.Calls.Count;
        await SucceedsAsync(engine.PreviewAsync(new() { ExpectNoChanges = true }));
        await SucceedsAsync(engine.UpAsync());

        var calls = _shop.Cloud.Neon.Calls.Skip(seen).ToList();
        Assert.Contains(calls, static c => c.Path.EndsWith("/endpoints", StringComparison.Ordinal));
        // SQL resources log in at the direct host; the role compares its own password.
        Assert.All(
            calls.Where(static c => c.Path.EndsWith("/connection_uri", StringComparison.Ordinal)),
            static c => Assert.Contains("pooled=false", c.Query, StringComparison.Ordinal)
        );
        Assert.All(
            calls.Where(static c => c.Path.EndsWith("/reveal_password", StringComparison.Ordinal)),
            static c => Assert.Contains("/roles/estuary_orders/", c.Path, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Its_inputs_are_registered_so_that_a_policy_can_judge_them()
    {
        var engine = Engine();
        await SucceedsAsync(engine.UpAsync());
        var inputs = engine.Resources().Single(static r => r.Type == "neonflow:index:NeonToEstuary").Inputs;
        Assert.Equal("acmeCo/shop", ((StringValue)inputs["prefix"]!).Value);
        Assert.Equal("public.orders", ((StringValue)Assert.Single(((ArrayValue)inputs["tables"]!).Items)).Value);
        Assert.IsType<SecretValue>(inputs["rotation"]);
        // What the program leaves out is left out.
        Assert.Equal(
            ["acknowledgeIrreversible", "database", "openIpAllow", "prefix", "projectId", "rotation", "tables"],
            inputs.Select(static p => p.Key).Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(Note, await File.ReadAllTextAsync(engine.StateFile), StringComparison.Ordinal);
        await SucceedsAsync(engine.PreviewAsync(new() { ExpectNoChanges = true }));
    }

    [Fact]
    public async Task A_slot_that_was_made_by_hand_is_taken_by_the_fix_that_preview_and_up_print_alike()
    {
        const string fix =
            "SlotName = \"estuary_orders_2\"   // or, where it was made for this capture or is a leftover of it: Adopt = true; or, ";
        await _shop.Project.Server.ExecuteAsync("SELECT pg_create_logical_replication_slot('estuary_orders', 'pgoutput')", "shop");
        foreach (var refused in new[] { await Engine().PreviewAsync(), await Engine().UpAsync() })
        {
            Assert.False(refused.Succeeded, refused.Text);
            Assert.Contains(fix, refused.Text, StringComparison.Ordinal);
        }

        await SucceedsAsync(Engine(adopt: true).PreviewAsync());
        await SucceedsAsync(Engine(adopt: true).UpAsync());
    }

    [Fact]
    public async Task A_part_speaks_of_the_inputs_of_the_component()
    {
        var preview = await Engine(static args => args.PublicationName = "WhPub").PreviewAsync();
        Assert.Contains("NF3024", preview.Text, StringComparison.Ordinal);
        Assert.Contains("fix: PublicationName = \"whpub\"", preview.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?<!\w)Name = ""whpub""", preview.Text);
    }

    [Fact]
    public async Task A_wrong_input_of_a_part_is_told_under_the_name_that_the_program_wrote()
    {
        var preview = await Engine(static args => args.RoleName = "").PreviewAsync();
        Assert.False(preview.Succeeded, preview.Text);
        Assert.Contains(" at roleName: ", preview.Text, StringComparison.Ordinal);
        Assert.Contains("RoleName = \"flow_capture\"", preview.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_of_another_stack_that_does_not_exist_is_told_as_null()
    {
        var preview = await _shop
            .Engine(_shop.Folder, static o => o with { ProjectName = "shop", Program = static () => Deployment.RunAsync(NoProject) })
            .PreviewAsync();
        Assert.False(preview.Succeeded, preview.Text);
        Assert.Contains("an output of another stack that does not exist is null, and null is none", preview.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_up_that_continues_on_error_reports_the_failed_part_and_ends_without_an_unhandled_exception()
    {
        _shop.Cloud.Neon.Next(422, "POST", body: """{"code":"","message":"roles limit exceeded"}""");
        var up = await Engine().UpAsync(new() { ContinueOnError = true });
        Assert.False(up.Succeeded, up.Text);
        Assert.Contains("NF2009", up.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("xception", up.Text + up.ErrorText, StringComparison.Ordinal);
    }

    private TestEngine Engine(bool? adopt = null) => Engine(args => Pipeline(args, adopt));

    private TestEngine Engine(Action<NeonToEstuaryArgs> change) =>
        _shop.Engine(
            _shop.Folder,
            o => o with { ProjectName = "shop", Program = () => Deployment.RunAsync(() => OrdersPipeline.Make(change)) }
        );

    private static void NoProject() =>
        _ = new NeonToEstuary(
            "orders",
            new()
            {
                ProjectId = Output.Create((string)null!),
                Database = "shop",
                Tables = ["public.orders"],
                Prefix = "acmeCo/shop",
            }
        );

    private static void Pipeline(NeonToEstuaryArgs args, bool? adopt)
    {
        args.Rotation = Output.CreateSecret(Note);
        args.Adopt = adopt is { } given ? (Input<bool>)given : null;
    }
}
