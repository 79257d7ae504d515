using System.Text.Json.Nodes;
using NeonFlow.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Apis;
using NeonFlow.Testing.Connectors;
using NeonFlow.Testing.Estuary;
using NeonFlow.Testing.Postgres;
using NeonFlow.Testing.Tests.Estuary;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Estuary;

/// <summary>The capture against a local Estuary and a real PostgreSQL; the connector itself is scripted.</summary>
public sealed partial class CaptureTests : IAsyncLifetime
{
    private const string Capture = "neonflow:estuary:Capture";
    private const string Name = "acmeCo/shop/source-postgres";
    private const string Password = "known-capture-password-1";

    private readonly FakeSource _source = new();
    private PostgresServer _postgres = null!;
    private EstuaryCloud _cloud = null!;

    public async ValueTask InitializeAsync()
    {
        _postgres = await PostgresServer.StartAsync(PostgresServerOptions.Logical);
        await _postgres.ExecuteAsync("CREATE DATABASE shop");
        await _postgres.ExecuteAsync(
            $"""
            CREATE TABLE orders (id int PRIMARY KEY, total numeric NOT NULL, note varchar(20));
            CREATE TABLE customers (id int PRIMARY KEY, name text);
            CREATE TABLE returns (region text, id int, PRIMARY KEY (region, id));
            CREATE TABLE log (line text);
            CREATE TABLE flow_watermarks (slot text PRIMARY KEY, watermark text);
            CREATE ROLE capture LOGIN REPLICATION PASSWORD '{Password}';
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO capture;
            GRANT INSERT, UPDATE ON flow_watermarks TO capture;
            CREATE PUBLICATION estuary_publication FOR TABLE orders, customers, returns, flow_watermarks;
            """,
            "shop"
        );
        _cloud = await EstuaryCloud.StartAsync(
            new()
            {
                Connectors = new ConnectorRegistry()
                    .Add("ghcr.io/estuary/source-postgres", () => new FakeConnector(_source))
                    .Add("ghcr.io/estuary/source-mysql", () => new FakeConnector(_source))
                    .Add("ghcr.io/estuary/materialize-snowflake", () => new FakeConnector(_source)),
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _cloud.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private Stack NewStack(string? token = null) =>
        new(
            ("estuaryToken", Secret(token ?? _cloud.RefreshToken)),
            ("estuaryApiUrl", _cloud.PostgrestUrl),
            ("estuaryGraphqlUrl", _cloud.AgentUrl),
            ("estuaryConfigEncryptionUrl", _cloud.ConfigEncryptionUrl)
        );

    // A table without primary key that can be published all the same.
    private Task PublishLogAsync() =>
        _postgres.ExecuteAsync("ALTER TABLE log REPLICA IDENTITY FULL; ALTER PUBLICATION estuary_publication ADD TABLE log", "shop");

    private PropertyValue.Map Inputs(params (string Key, PropertyValue Value)[] changed)
    {
        var inputs = new Dictionary<string, PropertyValue>
        {
            ["captureName"] = Name,
            ["address"] = $"127.0.0.1:{_postgres.Port}",
            ["database"] = "shop",
            ["user"] = "capture",
            ["password"] = Secret(Password),
            ["publicationName"] = "estuary_publication",
            ["slotName"] = "estuary_orders",
            ["tables"] = List("public.orders", "public.customers"),
        };
        foreach (var (key, value) in changed)
        {
            inputs[key] = value;
        }

        return new(inputs);
    }

    [Fact]
    public async Task A_capture_and_its_collections_are_one_publish()
    {
        var stack = NewStack();
        var preview = await stack.PreviewCreateAsync(Capture, Inputs());
        Assert.Equal("acmeCo/shop/public/customers,acmeCo/shop/public/orders", Text(preview.Outputs["collections"]));
        Assert.Contains("slotName: estuary_orders", stack.Lasting, StringComparison.Ordinal);
        Assert.Empty(_cloud.Publications);

        var thing = await stack.CreateAsync(Capture, Inputs());
        Assert.Equal(Name, thing.Id);
        Assert.Equal("OK", thing["status"]);
        Assert.Single(_cloud.Publications);
        Assert.Equal(0, _cloud.DraftCount);
        Assert.Equal(["acmeCo/shop/public/customers", "acmeCo/shop/public/orders", Name], _cloud.LiveNames());
        Assert.Equal(Password, _source.LastPassword);

        var model = _cloud.LiveSpecOf(Name)!;
        Assert.DoesNotContain(Password, model.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(
            "estuary_publication",
            model["endpoint"]!["connector"]!["config"]!["advanced"]!["publicationName"]!.GetValue<string>()
        );
        Assert.Equal("""["/id"]""", _cloud.LiveSpecOf("acmeCo/shop/public/orders")!["key"]!.ToJsonString());

        var refreshed = (await stack.RefreshAsync(thing))!;
        Assert.Empty(stack.Diff(refreshed, Inputs(("tables", List("public.customers", "public.orders")))));
        Assert.DoesNotContain(Password, stack.Everything, StringComparison.Ordinal);

        await stack.DeleteAsync(refreshed);
        await stack.DeleteAsync(refreshed);
        Assert.Equal(["acmeCo/shop/public/customers", "acmeCo/shop/public/orders"], _cloud.LiveNames());
        Assert.Null(await stack.RefreshAsync(refreshed));
    }

    [ContractFact(ContractFiles.Flow, ContractFiles.SourcePostgres)]
    public async Task What_is_staged_fits_the_flow_schema_and_the_connectors_own()
    {
        await PublishLogAsync();
        await NewStack()
            .CreateAsync(
                Capture,
                Inputs(
                    ("tables", List("public.orders", "public.log")),
                    ("modes", new PropertyValue.Map(Of(("public.log", "Without Primary Key")).Entries))
                )
            );
        var rows = JsonNode
            .Parse(_cloud.Calls.Single(static c => c.Path.EndsWith("/draft_specs", StringComparison.Ordinal)).Body!)!
            .AsArray();
        var catalogue = new JsonObject { ["captures"] = new JsonObject(), ["collections"] = new JsonObject() };
        foreach (var row in rows)
        {
            catalogue[row!["spec_type"]!.GetValue<string>() + "s"]![row["catalog_name"]!.GetValue<string>()] = row["spec"]!.DeepClone();
        }

        Assert.Equal(3, rows.Count);
        Assert.Empty(JsonSchema.Check(ContractFiles.Flow, catalogue));

        var schemas = ContractFiles.Read(ContractFiles.SourcePostgres);
        var sent = _source.Requests.First(static r => r.ContainsKey("validate"))["validate"]!["config"];
        Assert.Empty(new JsonSchema(schemas["configSchema"]!.AsObject()).Check(sent, schemas["configSchema"]!));
        foreach (var binding in catalogue["captures"]![Name]!["bindings"]!.AsArray())
        {
            Assert.Empty(
                new JsonSchema(schemas["resourceConfigSchema"]!.AsObject()).Check(binding!["resource"], schemas["resourceConfigSchema"]!)
            );
        }
    }

    [Fact]
    public async Task A_table_that_is_added_is_one_line_and_one_binding()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        var config = _cloud.LiveSpecOf(Name)!["endpoint"]!.ToJsonString();
        var more = Inputs(("tables", List("public.orders", "public.customers", "public.returns")));
        var change = Assert.Single(stack.Diff(thing, more));
        Assert.Equal(("tables[2]", ChangeKind.Add, false), (change.Key, change.Value.Kind, change.Value.Replaces));
        stack.Said.Clear();
        await stack.PreviewUpdateAsync(thing, more);
        Assert.Equal(1, stack.Lasting.Split("+ binding").Length - 1);
        Assert.Contains("+ binding public.returns -> acmeCo/shop/public/returns", stack.Lasting, StringComparison.Ordinal);

        thing = await stack.UpdateAsync(thing, more);
        Assert.Equal("""["/region","/id"]""", _cloud.LiveSpecOf("acmeCo/shop/public/returns")!["key"]!.ToJsonString());
        Assert.Equal(config, _cloud.LiveSpecOf(Name)!["endpoint"]!.ToJsonString());
        Assert.All(_cloud.LiveSpecOf(Name)!["bindings"]!.AsArray(), static b => Assert.Null(b!["backfill"]));
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, more));

        // And taken out again, without its collection.
        thing = await stack.UpdateAsync(thing, Inputs());
        Assert.Contains("acmeCo/shop/public/returns", _cloud.LiveNames());
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, Inputs()));
    }

    [Fact]
    public async Task A_new_password_is_published_in_place()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        const string next = "known-capture-password-2";
        await _postgres.ExecuteAsync($"ALTER ROLE capture PASSWORD '{next}'");
        var rotated = Inputs(("password", Secret(next)));
        Assert.Equal("password", Assert.Single(stack.Diff(thing, rotated)).Key);
        await stack.PreviewUpdateAsync(thing, rotated);
        Assert.Contains("new password of capture ([secret])", stack.Lasting, StringComparison.Ordinal);
        thing = await stack.UpdateAsync(thing, rotated);
        Assert.Equal(next, _source.LastPassword);
        Assert.Equal("OK", thing["status"]);
        Assert.DoesNotContain(next, stack.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_changed_is_seen_and_set_right()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());

        // Not drift: what the server does by itself.
        await _cloud.BumpBackfillAsync(Name);
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, Inputs()));

        await _cloud.EditAsync(Name, static m => m["bindings"]!.AsArray().RemoveAt(0));
        var drifted = (await stack.RefreshAsync(thing))!;
        Assert.StartsWith("tables[", Assert.Single(stack.Diff(drifted, Inputs())).Key, StringComparison.Ordinal);
        thing = await stack.UpdateAsync(drifted, Inputs());

        await _cloud.AutoDisableAsync(Name);
        drifted = (await stack.RefreshAsync(thing))!;
        Assert.Contains("/shards", drifted["drift"], StringComparison.Ordinal);
        Assert.Equal(["drift", "status"], stack.Diff(drifted, Inputs()).Keys.Order());
        await stack.PreviewUpdateAsync(drifted, Inputs());
        thing = await stack.UpdateAsync(drifted, Inputs());
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, Inputs()));
        Assert.All(
            _cloud.LiveSpecOf(Name)!["bindings"]!.AsArray().Where(static b => b!["resource"]!["stream"]!.GetValue<string>() == "orders"),
            static b => Assert.Equal(1, b!["backfill"]!.GetValue<int>())
        );

        await _cloud.DeleteAsync(Name);
        Assert.Null(await stack.RefreshAsync(thing));
    }

    [Fact]
    public async Task An_import_needs_nothing_but_the_name()
    {
        var stack = NewStack();
        await stack.CreateAsync(Capture, Inputs());
        var imported = (await stack.ImportAsync(Capture, Name))!;
        Assert.Equal(
            ["password"],
            stack.Diff(imported, Inputs(("watermarksTable", "public.flow_watermarks"), ("sslMode", "disable"))).Keys
        );
        Assert.Contains("NF1006", (await stack.FailsAsync(() => stack.ImportAsync(Capture, "no name"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_violations_are_told_at_once_and_before_anything_is_touched()
    {
        var stack = NewStack();
        await _postgres.ExecuteAsync(
            "REVOKE SELECT ON customers FROM capture; ALTER PUBLICATION estuary_publication ADD TABLE log",
            "shop"
        );
        var failure = await stack.FailsAsync(() =>
            stack.PreviewCreateAsync(
                Capture,
                Inputs(("tables", List("public.orders", "public.customers", "public.log")), ("connection", Superuser()))
            )
        );
        Assert.Contains("GRANT SELECT", failure.Message, StringComparison.Ordinal);
        Assert.Contains("log", failure.Message, StringComparison.Ordinal);
        Assert.Contains("1. NF3008 at tables[2]", failure.Message, StringComparison.Ordinal);
        Assert.Contains("2. NF5026 at tables[2]", failure.Message, StringComparison.Ordinal);
        Assert.Contains("3. NF5003 at tables[1]", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_cloud.Publications);
    }

    [Fact]
    public async Task A_read_judges_the_capture_that_runs_and_never_fails_for_it()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        stack.Said.Clear();
        var refreshed = (await stack.RefreshAsync(thing))!;
        Assert.DoesNotContain("NF5", stack.Lasting, StringComparison.Ordinal);
        Assert.Equal(Text(thing["slotPosition"]), Text(refreshed["slotPosition"]));

        await _postgres.ExecuteAsync(
            "REVOKE SELECT ON customers FROM capture; ALTER PUBLICATION estuary_publication DROP TABLE orders",
            "shop"
        );
        refreshed = (await stack.RefreshAsync(thing))!;
        // Both are changes, and their preview says the rest.
        Assert.DoesNotContain("NF5", stack.Lasting, StringComparison.Ordinal);
        Assert.Equal(["faults", "losses"], stack.Diff(refreshed, Inputs()).Keys.Order());
        var refused = await stack.FailsAsync(() => stack.PreviewUpdateAsync(refreshed, Inputs()));
        Assert.Contains("NF5003", refused.Message, StringComparison.Ordinal);
        Assert.Contains("GRANT SELECT ON TABLE \"public\".\"customers\" TO \"capture\";", refused.Message, StringComparison.Ordinal);
        Assert.Contains("NF5007", refused.Message, StringComparison.Ordinal);

        await _postgres.StopAsync();
        stack.Said.Clear();
        Assert.NotNull(await stack.RefreshAsync(thing));
        Assert.Equal(1, stack.Lasting.Split("not checked: database of the capture").Length - 1);
        Assert.DoesNotContain("NF5", stack.Lasting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_else_published_is_taken_over_only_by_word()
    {
        var stack = NewStack();
        var made = await stack.CreateAsync(Capture, Inputs());
        await _cloud.EditAsync(Name, static m => m["interval"] = "1h");
        var other = NewStack();
        Assert.Contains(
            "NF4010",
            (await other.FailsAsync(() => other.PreviewCreateAsync(Capture, Inputs()))).Message,
            StringComparison.Ordinal
        );
        other.Said.Clear();
        await other.PreviewCreateAsync(Capture, Inputs(("adopt", true)));
        Assert.Contains($"PUBLISH capture {Name}: password of capture ([secret])", other.Lasting, StringComparison.Ordinal);
        Assert.Contains($"takes over the capture {Name} (last published by ", other.Lasting, StringComparison.Ordinal);
        var adopted = await other.CreateAsync(Capture, Inputs(("adopt", true)));
        Assert.Null(_cloud.LiveSpecOf(Name)!["interval"]);
        Assert.Equal(made["collections"], adopted["collections"]);
    }

    [Fact]
    public async Task A_refused_publish_tells_the_connectors_words_and_changes_nothing()
    {
        var stack = NewStack();
        _source.ValidateFailure = "the capture cannot run due to the following error(s): - something";
        var failure = await stack.FailsAsync(() => stack.CreateAsync(Capture, Inputs()));
        Assert.Contains("NF4011", failure.Message, StringComparison.Ordinal);
        Assert.Contains("something", failure.Message, StringComparison.Ordinal);
        Assert.Null(failure.Partial);
        Assert.Empty(_cloud.LiveNames());
        Assert.Equal(0, _cloud.DraftCount);

        // A dry run tells it in preview already.
        Assert.Contains(
            "something",
            (await stack.FailsAsync(() => stack.PreviewCreateAsync(Capture, Inputs(("dryRun", true))))).Message,
            StringComparison.Ordinal
        );
        Assert.All(_cloud.Publications.Skip(1), static p => Assert.True(p.DryRun));
    }

    [Fact]
    public async Task A_data_plane_tells_its_addresses()
    {
        var stack = NewStack();
        var plane = _cloud.DataPlanes[0];
        var byName = (await stack.InvokeAsync("neonflow:estuary:getDataPlane", ("name", plane.CatalogName))).Result!;
        Assert.Equal(string.Join(",", plane.CidrBlocks), Text(byName["cidrBlocks"]));
        var byPrefix = (await stack.InvokeAsync("neonflow:estuary:getDataPlane", ("prefix", "acmeCo/shop"))).Result!;
        Assert.Equal(plane.CatalogName, Text(byPrefix["name"]));
        var notLive = (await stack.InvokeAsync("neonflow:estuary:getDataPlane", ("prefix", "acmeCo/shop"), ("capture", Name))).Result!;
        Assert.Equal(plane.CatalogName, Text(notLive["name"]));
        Assert.Empty(stack.Lasting);
        var missing = Assert.Single((await stack.InvokeAsync("neonflow:estuary:getDataPlane", ("name", "ops/dp/public/nowhere"))).Failures);
        Assert.Equal("name", missing.Property);
        Assert.Contains(plane.CatalogName, missing.Reason, StringComparison.Ordinal);
        var several = Assert.Single((await stack.InvokeAsync("neonflow:estuary:getDataPlane")).Failures);
        Assert.Contains("NF4015", several.Reason, StringComparison.Ordinal);
        Assert.Contains($"Name = \"{plane.CatalogName}\"   // DataPlane of NeonToEstuary", several.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_data_plane_of_a_capture_is_the_one_that_it_runs_in()
    {
        var stack = NewStack();
        var (mapped, other) = (_cloud.DataPlanes[0], _cloud.DataPlanes[1]);
        await stack.CreateAsync(Capture, Inputs(("dataPlane", other.CatalogName)));
        var later = NewStack();
        var plane = (await later.InvokeAsync("neonflow:estuary:getDataPlane", ("prefix", "acmeCo/shop"), ("capture", Name))).Result!;
        Assert.Equal(other.CatalogName, Text(plane["name"]));
        Assert.Equal(string.Join(",", other.CidrBlocks), Text(plane["cidrBlocks"]));
        Assert.Contains(
            $"are placed in {mapped.CatalogName} now; {Name} stays in {other.CatalogName}. DataPlane = \"{mapped.CatalogName}\" moves it.",
            later.Lasting,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    public async Task Trouble_is_not_absence(int status)
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        _cloud.Faults.Next(status, static c => c.Surface == EstuarySurface.Postgrest, count: 60);
        var failed = await stack.FailsAsync(() => stack.RefreshAsync(thing));
        Assert.Contains("NF4008", failed.Message, StringComparison.Ordinal);
    }
}
