using NeonFlow.Functional.Tests.Traps;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Functional.Tests;

/// <summary>Whole programs of single resources on the test engine: what a preview says of the capture, on the screen.</summary>
[Trait("Category", "long")]
public sealed partial class JudgementTests : IAsyncLifetime
{
    private const string Shop = """
        CREATE TABLE public.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, amount numeric(10,2) NOT NULL);
        CREATE TABLE public.customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
        CREATE TABLE public.returns (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
        INSERT INTO public.orders (amount) SELECT i FROM generate_series(1, 10) i;
        """;

    private ProjectCloud _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _shop = await ProjectCloud.ShopAsync(Shop);
        await File.WriteAllTextAsync(
            Path.Combine(_shop.Folder, "Pulumi.yaml"),
            "name: shop\nruntime:\n  name: dotnet\n  options:\n    binary: none\n"
        );
    }

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    private NeonProject Neon => _shop.Project;

    private TestEngine Engine(Pipeline pipeline, IEngineDisplay? display = null, Dictionary<string, string>? environment = null) =>
        _shop.Engine(
            _shop.Folder,
            o =>
                o with
                {
                    ProgramRunner = pipeline,
                    Display = display,
                    Environment = o.Environment.Concat(environment ?? []).ToDictionary(),
                }
        );

    private Pipeline NewPipeline() => new() { Project = Neon.Id, Address = $"{Neon.DirectHost}:{Neon.DirectPort}" };

    [Fact]
    public async Task A_first_preview_of_a_whole_pipeline_reports_all_violations_in_one_failure_and_nothing_that_the_program_makes()
    {
        var wrong = NewPipeline() with
        {
            Captured = ["public.orders", "public.customers", "public.nowhere", "public.returns"],
            Watermarks = "public.elsewhere",
        };
        var preview = await Engine(wrong).PreviewAsync();
        Assert.Equal(1, preview.ExitCode);
        Assert.Equal(1, Count(StackUnderTest.Diagnostics(preview), "would not run as it should"));
        Assert.Contains(
            "The capture acmeCo/shop/orders would not run as it should, for 3 reasons:",
            preview.Text,
            StringComparison.Ordinal
        );
        var reasons = StackUnderTest
            .Diagnostics(preview)
            .Split('\n')
            .Select(static l => l.Trim())
            .Where(static l => l.Length > 3 && char.IsAsciiDigit(l[0]) && l[1] == '.')
            .Select(static l => l[..l.IndexOf(':', StringComparison.Ordinal)])
            .ToList();
        Assert.Equal(["1. NF5017 at tables[2]", "2. NF5007 at tables[3]", "3. NF5009 at watermarksTable"], reasons);
        foreach (var made in new[] { "NF5003", "NF5006", "NF5010", "NF5011", "NF5012", "NF5019", "not judged", "not checked" })
        {
            Assert.DoesNotContain(made, preview.Text, StringComparison.Ordinal);
        }

        // What is said is what is missing: with it put right, the same program passes. That a stream keeps the compute awake is no fault.
        var right = await Engine(NewPipeline()).PreviewAsync();
        Assert.True(right.Succeeded, right.Text + right.ErrorText);
        Assert.DoesNotContain("NF5", right.Text.Replace("NF5034", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slot_that_is_somebody_elses_is_refused_in_preview_as_it_is_in_up()
    {
        await Neon.Server.ExecuteAsync("SELECT pg_create_physical_replication_slot('flow_slot')", "shop");
        foreach (var refused in new[] { await Engine(NewPipeline()).PreviewAsync(), await Engine(NewPipeline()).UpAsync() })
        {
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("NF3014", refused.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("warning: NF3014", refused.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task One_up_repairs_a_publication_and_captures_again_what_was_missed_where_the_program_allows_it()
    {
        const string collection = "acmeCo/shop/public/orders";
        var engine = Engine(NewPipeline() with { OnLoss = "backfill" });
        var up = await engine.UpAsync();
        Assert.True(up.Succeeded, up.Text + up.ErrorText);
        await _shop.Cloud.Estuary.WaitForRowsAsync(collection, static rows => rows.Count == 10);
        await Neon.Server.ExecuteAsync("ALTER PUBLICATION flow_publication DROP TABLE public.orders", "shop");
        await Neon.Server.ExecuteAsync("INSERT INTO public.orders (amount) VALUES (11)", "shop");
        var preview = await engine.PreviewAsync();
        Assert.Contains(
            "public.orders: captured again from the start, because changes were lost: NF5007",
            preview.Text,
            StringComparison.Ordinal
        );
        up = await engine.UpAsync();
        Assert.True(up.Succeeded, up.Text + up.ErrorText);
        await _shop.Cloud.Estuary.WaitForRowsAsync(collection, static rows => rows.Count == 11);
        var again = await engine.PreviewAsync(new() { ExpectNoChanges = true });
        Assert.True(again.ExitCode == 0, again.Text + again.ErrorText);
    }

    [Fact]
    public async Task A_project_that_the_program_makes_itself_is_one_line()
    {
        var preview = await Engine(NewPipeline() with { ProjectUnknown = true }).PreviewAsync();
        Assert.True(preview.Succeeded, preview.Text + preview.ErrorText);
        Assert.Equal(1, Count(StackUnderTest.Diagnostics(preview), "not judged: "));
        Assert.Contains(
            "not judged: host, address list, logical replication, role, rights on the tables, publication, watermarks table, slot and "
                + "tables, because address and connection.projectId are not known until they are made",
            preview.Text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("not checked", preview.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_that_up_repairs_stands_in_the_way_of_nothing_and_what_it_cannot_repair_fails_before_anything_is_published()
    {
        var up = await Engine(NewPipeline()).UpAsync();
        Assert.True(up.Succeeded, up.Text + up.ErrorText);
        await Neon.Server.ExecuteAsync(
            "ALTER PUBLICATION flow_publication DROP TABLE public.orders; REVOKE SELECT ON public.orders FROM flow_capture; REVOKE "
                + "pg_read_all_data, pg_write_all_data FROM neon_superuser; REVOKE INSERT ON public.marks FROM flow_capture",
            "shop"
        );
        var more = NewPipeline() with
        {
            Published = ["public.orders", "public.customers", "public.returns"],
            Captured = ["public.orders", "public.customers", "public.returns"],
        };
        var preview = await Engine(more).PreviewAsync();
        Assert.True(preview.ExitCode == 1, preview.Text + preview.ErrorText);
        Assert.Contains(
            "NF5007 at tables[0]: What happened before the repair is lost for public.orders",
            preview.Text,
            StringComparison.Ordinal
        );
        more = more with { Backfill = 1 };
        preview = await Engine(more).PreviewAsync();
        Assert.True(preview.Succeeded, preview.Text + preview.ErrorText);
        Assert.Contains("+ binding public.returns", preview.Text, StringComparison.Ordinal);

        // A table that nobody grants or publishes: said in the preview of up, and nothing is changed.
        var publications = _shop.Cloud.Estuary.Publications.Count;
        var forgotten = await Engine(NewPipeline() with { Captured = more.Captured }).UpAsync();
        Assert.Equal(1, forgotten.ExitCode);
        Assert.Contains("1. NF5007 at tables[2]", forgotten.Text, StringComparison.Ordinal);
        Assert.Contains("2. NF5003 at tables[2]", forgotten.Text, StringComparison.Ordinal);
        Assert.Equal(publications, _shop.Cloud.Estuary.Publications.Count);

        up = await Engine(more).UpAsync();
        Assert.True(up.Succeeded, up.Text + up.ErrorText);
        var again = await Engine(more).PreviewAsync(new() { ExpectNoChanges = true });
        Assert.True(again.ExitCode == 0, again.Text + again.ErrorText);

        // The publication leaves the program while the capture stays: the preview warns, up refuses to drop it.
        var without = more with
        {
            PublicationLeaves = true,
            Captured = ["public.orders", "public.customers"],
        };
        preview = await Engine(without).PreviewAsync();
        Assert.True(preview.Succeeded, preview.Text + preview.ErrorText);
        Assert.Contains("NF5052", preview.Text, StringComparison.Ordinal);
        up = await Engine(without).UpAsync();
        Assert.Equal(1, up.ExitCode);
        Assert.Contains("NF5053", up.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Neon.Server.ScalarAsync<long>("SELECT count(*) FROM pg_publication", "shop"));
        var destroyed = await Engine(more).DestroyAsync();
        Assert.True(destroyed.Succeeded, destroyed.Text + destroyed.ErrorText);
        Assert.Equal(0, await Neon.Server.ScalarAsync<long>("SELECT count(*) FROM pg_publication", "shop"));
    }

    [Fact]
    public async Task A_publication_of_another_name_is_made_first_and_the_running_capture_moves_over_without_losing_a_change()
    {
        await UpAsync(NewPipeline());
        using var end = new CancellationTokenSource();
        var shopping = ShopAsync(end.Token);
        try
        {
            var renamed = NewPipeline() with { PublicationName = "second_publication" };
            var preview = await Engine(renamed).PreviewAsync();
            Assert.True(preview.Succeeded, preview.Text + preview.ErrorText);
            Assert.Contains(
                "the publish waits until the capture, which reads flow_publication, has come past the making of second_publication",
                preview.Text,
                StringComparison.Ordinal
            );
            Assert.DoesNotContain("NF50", preview.Text.Replace("NF5034", "", StringComparison.Ordinal), StringComparison.Ordinal);

            var watched = new Steps(async () =>
                await Neon.Server.ScalarAsync<string>("SELECT string_agg(pubname, ' ' ORDER BY pubname) FROM pg_publication", "shop") ?? ""
            );
            var up = await Engine(renamed, watched).UpAsync();
            Assert.True(up.Succeeded, up.Text + up.ErrorText);
            // What was made a moment ago was not left by anybody.
            Assert.DoesNotContain("nothing in this operation is about", up.Text, StringComparison.Ordinal);
            Assert.Equal(
                ["create-replacement Publication", "update Capture", "delete-replaced Publication"],
                watched
                    .Done.Where(static d => d.EndsWith(" Publication", StringComparison.Ordinal) || d == "update Capture")
                    .Where(static d => !d.StartsWith("re", StringComparison.Ordinal))
            );
            Assert.Equal("flow_publication second_publication", watched.Seen["update Capture"]);
            Assert.Equal(
                "second_publication",
                await Neon.Server.ScalarAsync<string>("SELECT string_agg(pubname, ' ') FROM pg_publication", "shop")
            );
        }
        finally
        {
            await end.CancelAsync();
            await shopping;
        }

        await ArrivedAsync();
        Assert.DoesNotContain(
            _shop.Cloud.Estuary.CaptureLog("acmeCo/shop/orders"),
            static l => l.Contains("42704", StringComparison.Ordinal)
        );
        Assert.True(
            (
                await Engine(NewPipeline() with { PublicationName = "second_publication" }).PreviewAsync(new() { ExpectNoChanges = true })
            ).ExitCode == 0
        );
    }

    [Fact]
    public async Task A_slot_of_another_name_needs_a_new_start_and_the_old_one_goes_once_nobody_reads_it()
    {
        await UpAsync(NewPipeline());
        var renamed = NewPipeline() with { SlotName = "second_slot" };
        var preview = await Engine(renamed).PreviewAsync();
        Assert.Equal(1, preview.ExitCode);
        Assert.Contains(
            "NF5023 at slotName: The capture streams from the slot flow_slot, and makes the slot second_slot only when it starts anew.",
            StackUnderTest.Diagnostics(preview),
            StringComparison.Ordinal
        );
        Assert.Contains("Backfill = { [\"*\"] = 1 }", StackUnderTest.Diagnostics(preview), StringComparison.Ordinal);
        Assert.Equal(
            1,
            await Neon.Server.ScalarAsync<long>(
                "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'flow_slot' AND active",
                "shop"
            )
        );

        var anew = renamed with { Backfill = 1 };
        preview = await Engine(anew).PreviewAsync();
        Assert.True(preview.Succeeded, preview.Text + preview.ErrorText);
        Assert.DoesNotContain("NF50", preview.Text.Replace("NF5034", "", StringComparison.Ordinal), StringComparison.Ordinal);
        await UpAsync(anew);
        Assert.Equal(
            "second_slot",
            await Neon.Server.ScalarAsync<string>("SELECT string_agg(slot_name, ' ') FROM pg_replication_slots", "shop")
        );
        await Neon.Server.ExecuteAsync("INSERT INTO public.orders (amount) VALUES (7)", "shop");
        await ArrivedAsync();
    }

    [Fact]
    public async Task A_pipeline_under_several_providers_is_judged_as_one()
    {
        // Each provider is a process of its own: what one of them makes, another one takes for made.
        var split = NewPipeline() with
        {
            IsSplit = true,
        };
        var preview = await Engine(split).PreviewAsync();
        Assert.True(preview.Succeeded, preview.Text + preview.ErrorText);
        Assert.DoesNotContain("NF5", preview.Text.Replace("NF5034", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("not judged", preview.Text, StringComparison.Ordinal);

        // What nobody makes is missing all the same.
        var wrong = await Engine(split with { Captured = ["public.orders", "public.returns"] }).PreviewAsync();
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("NF5007 at tables[1]", StackUnderTest.Diagnostics(wrong), StringComparison.Ordinal);
        Assert.DoesNotContain("NF5006", StackUnderTest.Diagnostics(wrong), StringComparison.Ordinal);

        await UpAsync(split);
        await ArrivedAsync();

        // Nor does a delete in one process take what a capture of another one needs.
        var up = await Engine(split with { PublicationLeaves = true }).UpAsync();
        Assert.Equal(1, up.ExitCode);
        Assert.Contains("NF5053", up.Text, StringComparison.Ordinal);
        var destroyed = await Engine(split).DestroyAsync();
        Assert.True(destroyed.Succeeded, destroyed.Text + destroyed.ErrorText);
        Assert.Equal(0, await Neon.Server.ScalarAsync<long>("SELECT count(*) FROM pg_publication", "shop"));
    }

    [Fact]
    public async Task Where_providers_cannot_tell_each_other_anything_a_verdict_says_so()
    {
        // No folder can be made below a file.
        var nowhere = Path.Combine(_shop.Folder, "Pulumi.yaml");
        var preview = await Engine(
                NewPipeline() with
                {
                    IsSplit = true,
                },
                environment: new() { ["XDG_RUNTIME_DIR"] = nowhere, ["PULUMI_HOME"] = nowhere }
            )
            .PreviewAsync();
        Assert.Equal(1, preview.ExitCode);
        Assert.Contains(
            "not judged: what resources under other providers of the program make, because ",
            StackUnderTest.Diagnostics(preview),
            StringComparison.Ordinal
        );
        Assert.Contains("under one provider", StackUnderTest.Diagnostics(preview), StringComparison.Ordinal);
    }

    private async Task UpAsync(Pipeline pipeline)
    {
        var up = await Engine(pipeline).UpAsync();
        Assert.True(up.Succeeded, up.Text + up.ErrorText);
    }

    // Somebody who writes all the time.
    private async Task ShopAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await Neon.Server.ExecuteAsync("INSERT INTO public.orders (amount) VALUES (1)", "shop");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private async Task ArrivedAsync()
    {
        var orders = await Neon.Server.ScalarAsync<long>("SELECT count(*) FROM public.orders", "shop");
        await _shop.Cloud.Estuary.WaitForRowsAsync("acmeCo/shop/public/orders", rows => rows.Count == orders);
    }

    private static int Count(string text, string what) => text.Split(what).Length - 1;
}
