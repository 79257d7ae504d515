using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Apis;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Estuary;

public sealed partial class CaptureTests
{
    [Fact]
    public async Task A_table_without_key_needs_a_mode()
    {
        var stack = NewStack();
        var failure = await stack.FailsAsync(() => stack.CreateAsync(Capture, Inputs(("tables", List("public.log")))));
        Assert.Contains("PRIMARY KEY", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_cloud.Publications);
        Assert.Contains(
            "NF5017",
            (await stack.FailsAsync(() => stack.CreateAsync(Capture, Inputs(("tables", List("public.nope")))))).Message,
            StringComparison.Ordinal
        );
        await PublishLogAsync();
        await stack.CreateAsync(
            Capture,
            Inputs(("tables", List("public.log")), ("modes", new PropertyValue.Map(Of(("public.log", "Without Primary Key")).Entries)))
        );
        Assert.Equal(
            """["/_meta/source/loc/0","/_meta/source/loc/1","/_meta/source/loc/2"]""",
            _cloud.LiveSpecOf("acmeCo/shop/public/log")!["key"]!.ToJsonString()
        );
    }

    [Theory]
    [InlineData("captureName", "shop", "NF4001")]
    [InlineData("captureName", "acmeCo/my capture", "NF4001")]
    [InlineData("collectionPrefix", "acmeCo//x", "NF4001")]
    [InlineData("address", "ep-x-pooler.eu.neon.tech", "NF3019")]
    [InlineData("address", "ep-x.eu.neon.tech:port", "NF4002")]
    [InlineData("publicationName", "Estuary", "NF3024")]
    [InlineData("slotName", "estuary-orders", "NF3031")]
    [InlineData("slotName", "s234567890123456789012345678901234567890123456789012345678901234", "NF3031")]
    [InlineData("watermarksTable", "flow_watermarks", "NF3001")]
    [InlineData("watermarksTable", "public.flow-watermarks", "NF3001")]
    [InlineData("connector", "ghcr.io/estuary/source-postgres", "NF4002")]
    [InlineData("connector", "ghcr.io/estuary/source-mysql:v3", "NF4002")]
    public void Bad_inputs_are_refused_before_any_call(string property, string value, string code)
    {
        var problem = Assert.Single(NewStack().Problems(Capture, Inputs((property, value))));
        Assert.Equal(property, problem.Property);
        Assert.Contains(code, problem.Reason, StringComparison.Ordinal);
        Assert.Empty(_cloud.Calls);
    }

    [Theory]
    [InlineData("orders")]
    [InlineData("public.\"orders")]
    [InlineData("a.b.c.d")]
    public void Malformed_tables_are_named_by_their_place(string table)
    {
        var problem = Assert.Single(NewStack().Problems(Capture, Inputs(("tables", List("public.orders", table)))));
        Assert.Contains("tables[1]", problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_uri_in_place_of_an_address_is_not_repeated()
    {
        var problem = Assert.Single(NewStack().Problems(Capture, Inputs(("address", $"postgresql://capture:{Password}@host/shop"))));
        Assert.Equal("", problem.Property);
        Assert.DoesNotContain(Password, problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_credential_a_preview_passes_and_an_up_says_what_is_missing()
    {
        var none = new Stack(("estuaryApiUrl", _cloud.PostgrestUrl), ("estuaryGraphqlUrl", _cloud.AgentUrl));
        await none.PreviewCreateAsync(Capture, Inputs());
        Assert.Contains("not checked", none.Lasting, StringComparison.Ordinal);
        Assert.Contains("NF1004", (await none.FailsAsync(() => none.CreateAsync(Capture, Inputs()))).Message, StringComparison.Ordinal);
        var bad = NewStack("no-token-at-all");
        var failure = await bad.FailsAsync(() => bad.CreateAsync(Capture, Inputs()));
        Assert.Contains("NF4014", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("no-token-at-all", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("malformed")]
    [InlineData("wrong secret")]
    public async Task A_preview_without_a_token_that_works_does_not_know_the_data_plane(string trouble)
    {
        var token = trouble switch
        {
            "none" => null,
            "malformed" => "no-token-at-all",
            _ => Convert.ToBase64String("""{"id":"11:22:33:44:55:66:77:88","secret":"00000000-0000-0000-0000-000000000000"}"""u8),
        };
        var stack = token is null ? new(("estuaryApiUrl", _cloud.PostgrestUrl), ("estuaryGraphqlUrl", _cloud.AgentUrl)) : NewStack(token);
        var answer = await stack.PreviewInvokeAsync("neonflow:estuary:getDataPlane", ("prefix", "acmeCo/shop"));
        Assert.Empty(answer.Failures);
        Assert.Empty(answer.Result!.Entries);
        Assert.StartsWith("not checked: estuary:getDataPlane, because ", stack.Lasting, StringComparison.Ordinal);
        Assert.NotEmpty((await stack.InvokeAsync("neonflow:estuary:getDataPlane", ("prefix", "acmeCo/shop"))).Failures);
    }

    [Theory]
    [InlineData("captureName", "acmeCo/topsecret/source-postgres")]
    [InlineData("collectionPrefix", "acmeCo/topsecret")]
    public async Task Collections_that_are_called_after_a_secret_are_secret(string input, string value)
    {
        var stack = NewStack();
        var inputs = Inputs((input, Secret(value)));
        var preview = await stack.PreviewCreateAsync(Capture, inputs);
        Assert.IsType<PropertyValue.Secret>(preview.Outputs["collections"]);
        var made = await stack.CreateAsync(Capture, inputs);
        foreach (var outputs in new[] { made.Outputs, (await stack.RefreshAsync(made))!.Outputs })
        {
            Assert.IsType<PropertyValue.Secret>(outputs["collections"]);
            Assert.DoesNotContain(
                outputs.Entries.Values.Where(static v => !v.HasSecrets),
                static v => Text(v).Contains("topsecret", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task A_token_for_a_single_use_is_an_error_in_the_preview_that_uses_it_up()
    {
        var stack = NewStack(_cloud.CreateSingleUseToken());
        await stack.PreviewInvokeAsync("neonflow:estuary:getDataPlane", ("prefix", "acmeCo/shop"));
        var refused = await stack.FailsAsync(() => stack.PreviewCreateAsync(Capture, Inputs()));
        Assert.Contains("NF4006", refused.Message, StringComparison.Ordinal);
        Assert.Contains("single use", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_with_unknowns_neither_fails_nor_lies()
    {
        var stack = NewStack();
        var inputs = stack.Check(Capture, Inputs());
        foreach (var name in inputs.Entries.Keys)
        {
            var some = new Dictionary<string, PropertyValue>(inputs.Entries) { [name] = PropertyValue.Unknown.Value };
            stack.Said.Clear();
            var preview = await stack.PreviewCreateAsync(Capture, new(some));
            Assert.Null(preview.Outputs["pubId"]);
            Assert.Equal(name is "address" or "password", stack.Lasting.Contains("PUBLISH", StringComparison.Ordinal));
        }

        Assert.Empty(_cloud.Publications);
    }

    [Fact]
    public async Task Create_and_update_judge_before_anything_is_published()
    {
        var stack = NewStack();
        await _postgres.ExecuteAsync(
            "ALTER PUBLICATION estuary_publication DROP TABLE orders; REVOKE SELECT ON customers FROM capture",
            "shop"
        );
        var refused = await stack.FailsAsync(() => stack.CreateAsync(Capture, Inputs()));
        Assert.StartsWith(
            $"The capture {Name} would not run as it should, for 2 reasons:\n1. NF5007 at tables[0]: ",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("\n2. NF5003 at tables[1]: ", refused.Message, StringComparison.Ordinal);
        Assert.Null(refused.Partial);
        Assert.Empty(_cloud.Publications);

        await _postgres.ExecuteAsync(
            "ALTER PUBLICATION estuary_publication ADD TABLE orders; GRANT SELECT ON customers TO capture",
            "shop"
        );
        var thing = await stack.CreateAsync(Capture, Inputs());
        await _postgres.ExecuteAsync("REVOKE SELECT ON returns FROM capture", "shop");
        var more = Inputs(("tables", List("public.orders", "public.customers", "public.returns")));
        Assert.StartsWith(
            "NF5003 at tables[2]: ",
            (await stack.FailsAsync(() => stack.UpdateAsync(thing, more))).Message,
            StringComparison.Ordinal
        );
        Assert.Single(_cloud.Publications);

        // Going back is always open: what is not bound any more is not judged.
        await stack.UpdateAsync(thing, Inputs(("tables", List("public.orders"))));
    }

    [Fact]
    public async Task A_slot_left_by_the_capture_under_its_old_name_is_its_own()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await _postgres.ExecuteAsync("SELECT pg_create_logical_replication_slot('estuary_orders', 'pgoutput')", "shop");
        var renamed = Inputs(("captureName", "acmeCo/shop/renamed"), ("collectionPrefix", "acmeCo/renamed"));
        Assert.Contains(
            "NF5005",
            (await stack.FailsAsync(() => NewStack().PreviewCreateAsync(Capture, renamed))).Message,
            StringComparison.Ordinal
        );
        Assert.True(stack.Diff(thing, renamed)["captureName"].Replaces);
        await stack.PreviewCreateAsync(Capture, renamed);
        await _postgres.ExecuteAsync("SELECT pg_drop_replication_slot('estuary_orders')");
    }

    [Fact]
    public async Task A_password_that_the_role_does_not_have_is_refused_before_anything_is_published()
    {
        var stack = NewStack();
        var failure = await stack.FailsAsync(() =>
            stack.PreviewCreateAsync(Capture, Inputs(("password", Secret("not-the-password-1")), ("connection", Superuser())))
        );
        Assert.Contains("NF5033 at user", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password-1", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_cloud.Publications);
    }
}
