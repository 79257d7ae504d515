using System.Text.Json.Nodes;
using NeonFlow.Estuary;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Apis;
using NeonFlow.Testing.Estuary;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Estuary;

/// <summary>What is no capture of this connector, and inputs that are not known yet.</summary>
public sealed partial class CaptureTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_address_that_does_not_lead_to_Estuary_is_told(bool answers)
    {
        _cloud.Faults.Next(200, body: "<html>Welcome</html>");
        var stack = new Stack(
            ("estuaryToken", Secret(_cloud.CreateAccessToken())),
            ("estuaryApiUrl", answers ? _cloud.PostgrestUrl : "http://127.0.0.1:1/"),
            ("estuaryGraphqlUrl", answers ? _cloud.AgentUrl : "http://127.0.0.1:1/")
        );
        var failed = await stack.FailsAsync(() => stack.ImportAsync(Capture, Name));
        Assert.Contains("NF4007", failed.Message, StringComparison.Ordinal);
        Assert.Contains("neonflow:estuaryApiUrl", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_Estuary_declines_is_told_in_its_words()
    {
        _cloud.Faults.Next(400, static c => c.Surface == EstuarySurface.Postgrest, body: """{"code":"22023","message":"no such filter"}""");
        var stack = NewStack();
        var failed = await stack.FailsAsync(() => stack.ImportAsync(Capture, Name));
        Assert.Contains("NF4016", failed.Message, StringComparison.Ordinal);
        Assert.Contains("no such filter", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_capture_that_reads_another_publication_is_told_where_it_cannot_come_past_the_making_of_the_new_one()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await _postgres.ExecuteAsync(
            "SELECT pg_create_logical_replication_slot('estuary_orders', 'pgoutput');"
                + "CREATE PUBLICATION next FOR TABLE orders, customers, flow_watermarks",
            "shop"
        );
        await stack.UpdateAsync(thing, Inputs(("publicationName", "next")));
        Assert.Contains("NF5054", stack.Lasting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_import_reads_passes_its_check_and_the_password_is_asked_for_before_anything_is_changed()
    {
        var stack = NewStack();
        await stack.CreateAsync(Capture, Inputs());
        var imported = (await stack.ImportAsync(Capture, Name))!;
        var read = imported.Inputs;
        Assert.Null(read["password"]);
        Assert.Empty(stack.Problems(Capture, read, read));

        var changed = new PropertyValue.Map(read.Entries.Append(new("dryRun", true)).ToDictionary());
        Assert.Contains(
            stack.Problems(Capture, changed, read),
            static f => f.Reason.Contains("password is required", StringComparison.Ordinal)
        );
        Assert.Contains(stack.Problems(Capture, read), static f => f.Reason.Contains("password is required", StringComparison.Ordinal));
        foreach (var preview in new[] { true, false })
        {
            var failure = await stack.FailsAsync(() => stack.UpdateAsReadAsync(imported, preview));
            Assert.Contains("password is required", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task No_status_stays_beside_the_outcome()
    {
        var stack = NewStack();
        await stack.CreateAsync(Capture, Inputs());
        var statuses = stack.Said.Where(static l => l.Ephemeral).Select(static l => l.Text).ToList();
        Assert.Contains(statuses, static s => s.Length > 0);
        Assert.Equal("", statuses[^1]);
    }

    [Fact]
    public async Task A_materialization_is_not_imported_as_a_capture()
    {
        const string materialization = "acmeCo/shop/materialize-warehouse";
        var stack = NewStack();
        await stack.CreateAsync(Capture, Inputs());
        var spec = Materialization(
            new JsonObject
            {
                ["source"] = "acmeCo/shop/public/orders",
                ["resource"] = new JsonObject { ["table"] = "orders" },
            },
            new JsonObject
            {
                ["source"] = "acmeCo/shop/public/customers",
                ["resource"] = new JsonObject { ["table"] = "customers" },
            }
        );
        await PublishByOthersAsync(materialization, "materialization", spec);

        var failure = await stack.FailsAsync(() => stack.ImportAsync(Capture, materialization));
        Assert.StartsWith($"NF4002 at captureName: {materialization} is a materialization", failure.Message, StringComparison.Ordinal);
        failure = await stack.FailsAsync(() => stack.ImportAsync(Capture, "acmeCo/shop/public/orders"));
        Assert.StartsWith("NF4002 at captureName: acmeCo/shop/public/orders is a collection", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_capture_by_another_connector_is_not_imported()
    {
        await PublishByOthersAsync(Name, CaptureSpec.Type, MySql());
        var stack = NewStack();
        var failure = await stack.FailsAsync(() => stack.ImportAsync(Capture, Name));
        Assert.StartsWith(
            $"NF4002 at captureName: {Name} is a capture by ghcr.io/estuary/source-mysql:v3",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("connector")]
    [InlineData("backfill")]
    [InlineData("historyMode")]
    [InlineData("readOnly")]
    [InlineData("sslMode")]
    [InlineData("autoDiscover")]
    [InlineData("modes")]
    [InlineData("user")]
    public async Task An_input_that_is_not_known_is_not_planned_as_its_default(string input)
    {
        var stack = NewStack();
        var preview = await stack.PreviewCreateAsync(Capture, Inputs((input, PropertyValue.Unknown.Value), ("dryRun", true)));
        Assert.Contains($"the publish is planned once {input} is known", stack.Lasting, StringComparison.Ordinal);
        Assert.DoesNotContain("PUBLISH", stack.Lasting, StringComparison.Ordinal);
        Assert.Null(preview.Outputs["collections"]);
        Assert.Empty(_cloud.Publications);

        var thing = await stack.CreateAsync(Capture, Inputs());
        stack.Said.Clear();
        await stack.PreviewUpdateAsync(thing, Inputs((input, PropertyValue.Unknown.Value), ("dryRun", true)));
        Assert.Contains($"the publish is planned once {input} is known", stack.Lasting, StringComparison.Ordinal);
        Assert.DoesNotContain("PUBLISH", stack.Lasting, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("password")]
    [InlineData("address")]
    [InlineData("connection")]
    public async Task A_dry_run_for_which_an_input_is_missing_is_said_to_be_left_out(string input)
    {
        var stack = NewStack();
        await stack.PreviewCreateAsync(Capture, Inputs((input, PropertyValue.Unknown.Value), ("dryRun", true)));
        Assert.Contains("PUBLISH", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains(
            $"not checked: dry run of {Name}, because {input} is not known until it is made",
            stack.Lasting,
            StringComparison.Ordinal
        );
        Assert.Empty(_cloud.Publications);
    }

    [Fact]
    public async Task What_is_not_known_is_told_neither_as_another_value_nor_as_a_default()
    {
        var stack = NewStack();
        await stack.PreviewCreateAsync(Capture, Inputs(("address", PropertyValue.Unknown.Value)));
        Assert.Contains("address: <not known yet>\n", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains("sslmode: <not known yet>\n", stack.Lasting, StringComparison.Ordinal);

        var thing = await stack.CreateAsync(Capture, Inputs());
        stack.Said.Clear();
        await stack.PreviewUpdateAsync(thing, Inputs(("address", PropertyValue.Unknown.Value), ("password", PropertyValue.Unknown.Value)));
        Assert.DoesNotContain("PUBLISH", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains("the password is not known yet: the capture restarts with it if", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains("the address is not known yet: planned as if it stayed", stack.Lasting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_database_is_not_asked_for_names_that_are_not_known()
    {
        var stack = NewStack();
        await stack.PreviewCreateAsync(
            Capture,
            Inputs(
                ("user", PropertyValue.Unknown.Value),
                ("slotName", PropertyValue.Unknown.Value),
                ("publicationName", PropertyValue.Unknown.Value),
                ("connection", Superuser())
            )
        );
        Assert.DoesNotContain("<", stack.Lasting, StringComparison.Ordinal);
        await _postgres.StopAsync();
        stack.Said.Clear();
        await stack.PreviewCreateAsync(Capture, Inputs(("user", PropertyValue.Unknown.Value), ("connection", Superuser())));
        Assert.Contains(
            "not checked: database of the capture (publication estuary_publication, slot estuary_orders), because",
            stack.Lasting,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("ALTER ROLE capture NOLOGIN", "NF5033", "ALTER ROLE \"capture\" LOGIN;")]
    [InlineData("ALTER ROLE capture NOREPLICATION", "NF5011", "ALTER ROLE \"capture\" REPLICATION;")]
    public async Task What_will_keep_a_capture_from_its_next_start_is_a_change_while_it_still_runs(string sql, string code, string repair)
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync(sql);
        var seen = (await stack.RefreshAsync(thing))!;
        Assert.Equal("faults", Assert.Single(stack.Diff(seen, Inputs())).Key);
        Assert.Equal("OK", Text(seen["status"]));
        foreach (var operation in (Func<Task>[])[() => stack.PreviewUpdateAsync(seen, Inputs()), () => stack.UpdateAsync(seen, Inputs())])
        {
            var refused = await stack.FailsAsync(operation);
            Assert.Contains(code, refused.Message, StringComparison.Ordinal);
            Assert.Contains(repair, refused.Message, StringComparison.Ordinal);
        }

        await SqlAsync(repair);
        stack.Said.Clear();
        await stack.PreviewUpdateAsync(seen, Inputs());
        Assert.Contains("publishes the capture and waits until it runs", stack.Lasting, StringComparison.Ordinal);
        thing = await stack.UpdateAsync(seen, Inputs());
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, Inputs()));
    }

    private PropertyValue.Map Superuser() =>
        Of(
            ("host", "127.0.0.1"),
            ("port", (double)_postgres.Port),
            ("database", "shop"),
            ("user", _postgres.SuperuserName),
            ("password", Secret(_postgres.SuperuserPassword))
        );
}
