using System.Net;
using System.Net.Sockets;
using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>Every wrong argument: property path, reason, fix, before any write.</summary>
public sealed class BadInputTests(DatabaseFixture fixture)
{
    private static readonly string Long = new('n', 64);

    public static TheoryData<string, string, string, string, string> Refused =>
        new()
        {
            { "Publication", "tables", "orders", "NF3001", "tables[0]" },
            { "Publication", "tables", "shop.public.orders", "NF3001", "tables[0]" },
            { "Publication", "tables", "public.or ders", "NF3001", "tables[0]" },
            { "Publication", "tables", "public." + Long, "NF3001", "64 bytes" },
            { "Publication", "schemas", Long, "NF3002", "schemas[0]" },
            { "Publication", "operations", "upsert", "NF3017", "operations[0]" },
            { "Grant", "tables", "other.orders", "NF3001", "tables[0]" },
            { "Grant", "privileges", "READ", "NF3017", "privileges[0]" },
            { "Grant", "schemaPrivileges", "SELECT", "NF3017", "schemaPrivileges[0]" },
            { "DefaultPrivileges", "creators", Long, "NF3002", "creators[0]" },
        };

    public static TheoryData<string, string, string, string> RefusedTexts =>
        new()
        {
            { "Publication", "name", Long, "NF3002" },
            { "Publication", "name", "", "NF3002" },
            { "Grant", "role", Long, "NF3002" },
            { "Grant", "role", "public", "NF3002" },
            { "Grant", "schema", Long, "NF3002" },
            { "WatermarksTable", "table", "flow_watermarks", "NF3001" },
            { "WatermarksTable", "table", "public.Flow", "NF3001" },
            { "ReplicationSlot", "name", Long, "NF3031" },
            { "ReplicationSlot", "name", "Flow_Slot", "NF3031" },
            { "ReplicationSlot", "name", "flow-slot", "NF3031" },
        };

    public static TheoryData<string, string, PropertyValue> Contradictions =>
        new()
        {
            { "Publication", "operations", List() },
            { "Publication", "allTables", true },
            { "ReplicationSlot", "dropTimeout", -1d },
            { "Grant", "connection", Map(("projectId", "quiet-lake-12345678"), ("database", "shop"), ("host", "127.0.0.1")) },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Wrong_elements_are_refused_where_they_stand(string kind, string property, string value, string code, string expected)
    {
        var db = await fixture.DatabaseAsync();
        var outcome = await Good(db, kind).With((property, List(value))).UpAsync();
        Assert.Contains(
            outcome.Problems,
            p =>
                p.Contains(expected, StringComparison.Ordinal)
                && p.Contains(code, StringComparison.Ordinal)
                && p.Contains("fix:", StringComparison.Ordinal)
                && p.Contains(property, StringComparison.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(RefusedTexts))]
    public async Task Wrong_names_are_refused(string kind, string property, string value, string code)
    {
        var db = await fixture.DatabaseAsync();
        var outcome = await Good(db, kind).With((property, value)).UpAsync();
        Assert.Contains(
            outcome.Problems,
            p => p.StartsWith($"{property}|{code}: ", StringComparison.Ordinal) && p.Contains("fix:", StringComparison.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Contradictions))]
    public async Task Inputs_that_contradict_each_other_are_refused(string kind, string property, PropertyValue value)
    {
        var db = await fixture.DatabaseAsync();
        var thing = Good(db, kind).With((property, value));
        thing = property == "allTables" ? thing.With(("tables", List("public.orders"))) : thing;
        var problem = Assert.Single((await thing.UpAsync()).Problems);
        Assert.Contains("NF3018", problem, StringComparison.Ordinal);
        Assert.Contains(property, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Grant")]
    [InlineData("DefaultPrivileges")]
    [InlineData("WatermarksTable")]
    [InlineData("Publication")]
    [InlineData("ReplicationSlot")]
    public async Task A_wrong_password_a_missing_database_and_a_dead_address_are_told_apart(string kind)
    {
        var db = await fixture.DatabaseAsync();
        var refused = await Good(db, kind).With(("connection", db.ConnectionAs("postgres", "wrong-Pa55word"))).PreviewAsync();
        Assert.Contains("NF3009", refused.Error, StringComparison.Ordinal);
        Assert.Contains("fix:", refused.Error, StringComparison.Ordinal);

        var missing = await Good(db, kind)
            .With(("connection", db.ConnectionAs("postgres", db.Server.SuperuserPassword, database: "nodb")))
            .PreviewAsync();
        Assert.Contains("NF3011", missing.Error, StringComparison.Ordinal);

        int free;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            free = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        var away = await Good(db, kind).With(("connection", db.ConnectionAs("postgres", "x-Pa55word", port: free))).PreviewAsync();
        Assert.Null(away.Error);
        Assert.Contains("not checked:", away.Text, StringComparison.Ordinal);
        Assert.Contains("nothing listens", away.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_up_to_a_dead_address_fails_with_the_reason()
    {
        var db = await fixture.DatabaseAsync();
        var outcome = await Good(db, "Publication")
            .With(("connection", db.ConnectionAs("postgres", "x-Pa55word", host: "no-such-host.localhost", port: 1)))
            .UpAsync();
        Assert.Contains("NF3010", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("fix:", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pooled_host_is_refused_with_the_direct_one()
    {
        var db = await fixture.DatabaseAsync();
        var outcome = await Good(db, "Publication")
            .With(("connection", db.ConnectionAs("u", "x-Pa55word", host: "ep-cool-123-pooler.eu.aws.neon.tech")))
            .PreviewAsync();
        var problem = Assert.Single(outcome.Problems);
        Assert.Contains("connection.host", problem, StringComparison.Ordinal);
        Assert.Contains("ep-cool-123.eu.aws.neon.tech", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_cannot_be_switched_off_for_a_remote_host()
    {
        var db = await fixture.DatabaseAsync();
        var outcome = await Good(db, "Publication")
            .With(("connection", Map(("host", "db.example"), ("tlsMode", "disable"))))
            .PreviewAsync();
        var problem = Assert.Single(outcome.Problems);
        Assert.Contains("NF3003", problem, StringComparison.Ordinal);
        Assert.Contains("connection.tlsMode", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_connection_the_preview_passes_and_says_why_it_looked_at_nothing()
    {
        var db = await fixture.DatabaseAsync();
        var outcome = await Good(db, "Publication").With(("connection", null)).PreviewAsync();
        Assert.Null(outcome.Error);
        Assert.Contains("not checked:", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("CREATE PUBLICATION", outcome.Plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_schemas_tables_and_roles_are_refused_before_any_write()
    {
        var db = await fixture.DatabaseAsync();
        Assert.Contains(
            "NF3004",
            (await Good(db, "Grant").With(("schema", "nope"), ("tables", List("nope.x"))).PreviewAsync()).Error,
            StringComparison.Ordinal
        );
        Assert.Contains("NF3005", (await Good(db, "Grant").With(("tables", List("nope"))).PreviewAsync()).Error, StringComparison.Ordinal);
        Assert.Contains(
            "NF3004",
            (await Good(db, "WatermarksTable").With(("table", "nope.marks")).PreviewAsync()).Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "NF3004",
            (await Good(db, "DefaultPrivileges").With(("schema", "nope")).PreviewAsync()).Error,
            StringComparison.Ordinal
        );
        foreach (var kind in new[] { "Grant", "DefaultPrivileges", "WatermarksTable" })
        {
            var thing = Good(db, kind).With(("role", "nobody_here"));
            Assert.Contains("NF3006", (await thing.PreviewAsync()).Error, StringComparison.Ordinal);
            Assert.Contains("NF3006", (await thing.UpAsync()).Error, StringComparison.Ordinal);
        }

        Assert.Null(await db.ScalarAsync<string>("select to_regclass('public.flow_watermarks')::text"));
    }

    [Fact]
    public async Task A_role_that_something_else_makes_may_still_come()
    {
        var db = await fixture.DatabaseAsync();
        var grant = Good(db, "Grant").With(("role", "later on")).Under(("externalRoles", "app_reader"));
        var refused = (await grant.PreviewAsync()).Error!;
        Assert.Contains("nothing that this resource depends on makes it", refused, StringComparison.Ordinal);
        // The provider of this stack is one that the program makes.
        Assert.Contains("ExternalRoles = { \"app_reader\", \"later on\" }", refused, StringComparison.Ordinal);

        grant = grant.Under(("externalRoles", """["app_reader","later on"]"""));
        var preview = await grant.PreviewAsync();
        Assert.Null(preview.Error);
        Assert.Contains("NF3006: The role later on does not exist yet.", preview.Text, StringComparison.Ordinal);
        var failed = (await grant.UpAsync()).Error;
        Assert.Contains("NF3006", failed, StringComparison.Ordinal);
        Assert.DoesNotContain("ExternalRoles", failed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b/c/d/e/f/g")]
    [InlineData("neon:p/b/d")]
    [InlineData("host:99999/db/name")]
    [InlineData("a//b")]
    public async Task A_malformed_id_is_refused_with_the_forms(string id)
    {
        var db = await fixture.DatabaseAsync();
        var error = await Assert.ThrowsAsync<NeonFlow.Provider.Engine.CallFailedException>(() => Good(db, "Publication").ImportAsync(id));
        Assert.Contains("NF1006", error.Message, StringComparison.Ordinal);
        Assert.Contains("neon:<project>/<branch or default>/<database>/<name>", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotated_password_keeps_the_state_and_changes_nothing()
    {
        var db = await fixture.DatabaseAsync("CREATE ROLE app_{role} SUPERUSER LOGIN PASSWORD 'old-Pa55word'");
        var publication = Good(db, "Publication").With(("connection", db.ConnectionAs($"app_{db.Role}", "old-Pa55word")));
        Assert.Null((await publication.UpAsync()).Error);
        await db.ExecuteAsync("ALTER ROLE app_{role} PASSWORD 'new-Pa55word'");
        publication.With(("connection", db.ConnectionAs($"app_{db.Role}", "new-Pa55word")));
        // The look before the program runs has only the saved password.
        var preview = await publication.PreviewAsync();
        Assert.Empty(preview.Changes);
        Assert.Null(preview.Error);
        Assert.Contains("NF1008", preview.Text, StringComparison.Ordinal);
        await publication.UpAsync();
        Assert.DoesNotContain("NF1008", (await publication.PreviewAsync()).Text, StringComparison.Ordinal);
    }

    private static Thing Good(Database db, string kind) =>
        kind switch
        {
            "Grant" => db.New(kind, ("role", db.Role)),
            "DefaultPrivileges" => db.New(kind, ("role", db.Role), ("creators", List("postgres"))),
            "WatermarksTable" => db.New(kind, ("table", "public.flow_watermarks"), ("role", db.Role)),
            "Publication" => db.New(kind, ("name", "shop_pub")),
            _ => db.New(kind, ("name", "flow_slot")),
        };
}
