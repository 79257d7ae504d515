using System.Text;
using NeonFlow.Postgres.Facts;

namespace NeonFlow.Postgres.Tests;

public sealed class FactTests(ServerFixture fixture, ITestOutputHelper output)
{
    [Fact]
    public async Task A_publication_of_a_thousand_tables_is_read_in_one_round_trip()
    {
        var ddl = new StringBuilder();
        for (var i = 0; i < 1000; i++)
        {
            ddl.Append(System.Globalization.CultureInfo.InvariantCulture, $"CREATE TABLE public.t{i} (id int PRIMARY KEY, v text);");
        }
        var address = await fixture.DatabaseAsync(ddl.ToString(), "CREATE PUBLICATION big FOR ALL TABLES");
        await fixture.Server.ExecuteAsync("DROP PUBLICATION big", address.Database);
        var all = Enumerable.Range(0, 1000).Select(i => new TableName("public", $"t{i}")).ToList();
        await fixture.Server.ExecuteAsync(
            Statements.CreatePublication(
                "big",
                false,
                [.. all.Select(t => new PublishedTable(t))],
                [],
                ["insert", "update", "delete", "truncate"],
                true
            ),
            address.Database
        );
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var (head, members, tables, trips) = await fixture.ReadAsync(
            address,
            async (s, ct) =>
            {
                var batch = new FactBatch();
                var head = batch.Add(PublicationFacts.Head("big", s.ServerVersion));
                var members = batch.Add(PublicationFacts.Members("big", s.ServerVersion, "id:23"));
                var tables = TableFacts.Add(batch, all, "postgres", "big", s.ServerVersion);
                await s.ReadAsync(batch, ct);
                return (head.FirstOrDefault!, members.Rows, tables(), s.RoundTrips);
            }
        );
        output.WriteLine($"head, members and table facts of 1000 tables: {trips} round trip, {clock.ElapsedMilliseconds} ms");
        Assert.Equal(1, trips);
        Assert.Equal(1000, members.Count);
        Assert.Equal(1000, tables.Count);
        Assert.True(tables.All(t => t is { Exists: true, Listed: true, PrimaryKey: true, Select: true } && t.IdentityFaults.Count == 0));
        Assert.True(head.ViaPartitionRoot);
        Assert.Equal(["insert", "update", "delete", "truncate"], head.Operations);
    }

    [Fact]
    public async Task Table_facts_say_what_a_capture_would_stumble_over()
    {
        var address = await fixture.DatabaseAsync(
            "CREATE ROLE cap_facts LOGIN",
            "CREATE TABLE public.good (id int PRIMARY KEY)",
            "CREATE TABLE public.keyless (a int)",
            "CREATE TABLE public.indexed (a int NOT NULL, b int)",
            "CREATE UNIQUE INDEX indexed_a ON public.indexed (a)",
            "CREATE TABLE public.full_identity (a int)",
            "ALTER TABLE public.full_identity REPLICA IDENTITY FULL",
            "CREATE TABLE public.nothing (id int PRIMARY KEY)",
            "ALTER TABLE public.nothing REPLICA IDENTITY NOTHING",
            "CREATE UNLOGGED TABLE public.cart (id int PRIMARY KEY)",
            "CREATE VIEW public.seen AS SELECT 1 AS x",
            "CREATE TABLE public.parts (a int) PARTITION BY LIST (a)",
            "CREATE TABLE public.\"Part 1\" PARTITION OF public.parts FOR VALUES IN (1)",
            "CREATE TABLE public.\"Orders\" (id int PRIMARY KEY)",
            "CREATE SCHEMA hidden",
            "CREATE TABLE hidden.h (id int PRIMARY KEY)",
            "ALTER TABLE public.good ENABLE ROW LEVEL SECURITY",
            "GRANT SELECT ON public.good TO cap_facts",
            "CREATE PUBLICATION p FOR TABLE public.good"
        );
        string[] names =
        [
            "public.good",
            "public.keyless",
            "public.indexed",
            "public.full_identity",
            "public.nothing",
            "public.cart",
            "public.seen",
            "public.parts",
            "public.orders",
            "hidden.h",
            "nope.x",
        ];
        var rows = await fixture.ReadAsync(
            address,
            async (s, ct) =>
            {
                var batch = new FactBatch();
                var tables = TableFacts.Add(batch, [.. names.Select(TableName.Parse)], "cap_facts", "p", s.ServerVersion);
                await s.ReadAsync(batch, ct);
                return tables();
            }
        );
        Assert.Equal(names, rows.Select(r => r.Name.ToString()));
        var by = rows.ToDictionary(r => r.Name.ToString());
        Assert.True(
            by["public.good"] is { Select: true, Usage: true, Listed: true, RowSecurity: true, PrimaryKey: true, Unpublishable: null }
        );
        Assert.Equal([new("public", "keyless")], by["public.keyless"].IdentityFaults.Select(static f => f.Leaf));
        Assert.True(by["public.keyless"] is { Select: false, Listed: false, UniqueIndex: null });
        Assert.Equal("indexed_a", by["public.indexed"].UniqueIndex);
        Assert.Empty(by["public.full_identity"].IdentityFaults);
        Assert.Equal([new("public", "nothing")], by["public.nothing"].IdentityFaults.Select(static f => f.Leaf));
        Assert.Equal("is unlogged", by["public.cart"].Unpublishable);
        Assert.Equal("is a view", by["public.seen"].Unpublishable);
        Assert.Equal([new("public", "Part 1")], by["public.parts"].IdentityFaults.Select(static f => f.Leaf));
        Assert.False(by["public.orders"].Exists);
        Assert.Equal(["public.Orders"], by["public.orders"].Similar);
        Assert.False(by["hidden.h"].Usage);
        Assert.False(by["nope.x"].SchemaExists);
    }

    [Fact]
    public async Task Facts_about_a_role_that_does_not_exist_are_null_and_not_an_error()
    {
        var address = await fixture.DatabaseAsync("CREATE TABLE public.t (id int PRIMARY KEY)");
        var (table, roles, schemas, relations, defaults) = await fixture.ReadAsync(
            address,
            async (s, ct) =>
            {
                var batch = new FactBatch();
                var t = TableFacts.Add(batch, [new("public", "t")], "ghost", "ghost_pub", s.ServerVersion);
                var r = batch.Add(RoleFacts.Query("ghost"));
                var n = batch.Add(SchemaPrivilegeFacts.Query("ghost", "public"));
                var c = batch.Add(RelationPrivilegeFacts.Query("ghost", false, "public"));
                var d = batch.Add(DefaultPrivilegeFacts.Query("ghost", false, "public", ["postgres", "ghost2"]));
                await s.ReadAsync(batch, ct);
                return (t()[0], r.Rows, n.FirstOrDefault!, c.Rows, d.Rows);
            }
        );
        Assert.True(table is { Exists: true, Select: null, Usage: null });
        Assert.Empty(roles);
        Assert.Empty(schemas.Direct);
        Assert.Empty(relations.Single().Direct);
        Assert.Equal([false, true], defaults.Select(d => d.CreatorExists));
    }

    [Fact]
    public async Task Slots_of_all_kinds_are_seen_and_dropped_alone()
    {
        var address = await fixture.DatabaseAsync(
            "SELECT pg_create_logical_replication_slot('facts_slot', 'pgoutput')",
            "SELECT pg_create_physical_replication_slot('facts_physical')"
        );
        async Task<SlotFacts?> Look(string name) =>
            (await fixture.ReadAsync(address, (s, ct) => s.ReadAsync(SlotFacts.Query(name), ct))).SingleOrDefault();
        Assert.True(
            await Look("facts_slot") is { Logical: true, Plugin: "pgoutput", Active: false } logical && logical.Database == address.Database
        );
        Assert.True(await Look("facts_physical") is { Logical: false, Plugin: null, Database: null });
        foreach (var slot in new[] { "facts_slot", "facts_physical" })
        {
            await fixture.Sessions.OutsideTransactionAsync(
                address,
                new SessionOptions(),
                (s, ct) => s.ReadAsync(SlotFacts.Drop(slot), ct),
                default
            );
            Assert.Null(await Look(slot));
        }
    }
}
